package dev.quorumvip.operator.formation;

import static dev.quorumvip.operator.Samples.CLUSTER;
import static dev.quorumvip.operator.Samples.agent;
import static dev.quorumvip.operator.Samples.down;
import static dev.quorumvip.operator.Samples.member;
import static dev.quorumvip.operator.Samples.silent;
import static dev.quorumvip.operator.Samples.standing;
import static dev.quorumvip.operator.Samples.unformed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.api.MembershipState;
import dev.quorumvip.operator.quorum.AgentSight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormationPlannerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<String> THREE = List.of("10.0.0.1:8800", "10.0.0.2:8800", "10.0.0.3:8800");

    private final FormationPlanner planner = new FormationPlanner(3);

    private List<FormationStep> next(List<AgentSight> agents, Optional<Founding> known, Duration unchanged) {
        return planner.next(agents, Map.of(), known, unchanged);
    }

    @Test
    void decidesAsSoonAsEnoughUnformedAgentsAreReached() {
        assertThat(next(List.of(unformed(1), unformed(2), unformed(3), down(4)), Optional.empty(), Duration.ZERO))
                .containsExactly(new FormationStep.Decide(new Founding(THREE, Optional.empty())));
    }

    @Test
    void waitsForMoreAgentsWhileTheirNumberMayGrow() {
        assertThat(next(List.of(unformed(1), unformed(2)), Optional.empty(), Duration.ofSeconds(1)))
                .singleElement()
                .isInstanceOf(FormationStep.Wait.class);
    }

    @Test
    void waitsForAnAgentThatIsThereAndSilentRatherThanFoundWithTooFew() {
        assertThat(next(List.of(unformed(1), silent(2)), Optional.empty(), LONG))
                .singleElement()
                .isInstanceOf(FormationStep.Wait.class);
    }

    @Test
    void foundsNothingWhileAnAgentRunsThatMayBeInAClusterAlready() {
        assertThat(next(List.of(unformed(1), unformed(2), unformed(3), silent(4)), Optional.empty(), LONG))
                .singleElement()
                .isInstanceOfSatisfying(
                        FormationStep.Wait.class, wait -> assertThat(wait.why()).startsWith("n4's agent runs"));
    }

    @Test
    void makesDoWithAnOddNumberOfFewerAgentsWhenThereAreNoMore() {
        assertThat(next(List.of(unformed(1), unformed(2)), Optional.empty(), LONG))
                .containsExactly(new FormationStep.Decide(new Founding(List.of("10.0.0.1:8800"), Optional.empty())));
    }

    @Test
    void takesFoundersFromEveryZoneBeforeASecondOneFromAny() {
        Map<String, String> zones = Map.of("n1", "a", "n2", "a", "n3", "a", "n4", "b", "n5", "c");
        assertThat(planner.next(
                        List.of(unformed(1), unformed(2), unformed(3), unformed(4), unformed(5)),
                        zones,
                        Optional.empty(),
                        LONG))
                .containsExactly(new FormationStep.Decide(
                        new Founding(List.of("10.0.0.1:8800", "10.0.0.4:8800", "10.0.0.5:8800"), Optional.empty())));
    }

    @Test
    void tellsTheFoundersThatWereWrittenDownAndNobodyElse() {
        Founding known = new Founding(THREE, Optional.empty());
        assertThat(next(List.of(unformed(1), silent(2), unformed(3), unformed(4)), Optional.of(known), LONG))
                .containsExactly(new FormationStep.Found(agent(1), THREE), new FormationStep.Found(agent(3), THREE));
    }

    @Test
    void doesNotDecideAnewWhenTheFoundersAreGone() {
        Founding known = new Founding(THREE, Optional.empty());
        assertThat(next(List.of(unformed(4), unformed(5), unformed(6)), Optional.of(known), LONG))
                .singleElement()
                .isInstanceOf(FormationStep.Wait.class);
    }

    @Test
    void remembersTheClusterAndHasOthersJoinIt() {
        Founding known = new Founding(THREE, Optional.empty());
        assertThat(next(List.of(member(1, CLUSTER), member(2, CLUSTER), unformed(4)), Optional.of(known), LONG))
                .containsExactly(
                        new FormationStep.Remember(known.as(CLUSTER)),
                        new FormationStep.Join(agent(4), List.of("10.0.0.1:8800", "10.0.0.2:8800")));
    }

    @Test
    void adoptsAClusterThatFormedByItsOwnConfiguration() {
        assertThat(next(List.of(member(1, CLUSTER), unformed(2)), Optional.empty(), Duration.ZERO))
                .containsExactly(
                        new FormationStep.Remember(new Founding(List.of("10.0.0.1:8800"), Optional.of(CLUSTER))),
                        new FormationStep.Join(agent(2), List.of("10.0.0.1:8800")));
    }

    @Test
    void leavesAgentsAloneThatFormAClusterByTheirOwnConfiguration() {
        AgentSight forming = AgentSight.of(agent(1), standing(1, null, MembershipState.FORMING, 0));
        assertThat(next(List.of(forming, unformed(2), unformed(3), unformed(4)), Optional.empty(), LONG))
                .singleElement()
                .isInstanceOf(FormationStep.Wait.class);
    }

    @Test
    void touchesNothingWhileTwoClustersAreSeen() {
        assertThat(next(List.of(member(1, CLUSTER), member(2, "another"), unformed(3)), Optional.empty(), LONG))
                .singleElement()
                .isInstanceOfSatisfying(
                        FormationStep.Halt.class,
                        halt -> assertThat(halt.why()).contains("n1 in " + CLUSTER, "n2 in another"));
    }

    @Test
    void doesNotJoinAgentsToAClusterThatIsNotTheOneItRemembers() {
        assertThat(next(
                        List.of(member(1, "another"), unformed(3)),
                        Optional.of(new Founding(THREE, Optional.of(CLUSTER))),
                        LONG))
                .singleElement()
                .isInstanceOf(FormationStep.Halt.class);
    }

    @Test
    void foundsNoSecondClusterWhenAllAgentsOfTheFirstAreGone() {
        assertThat(next(
                        List.of(unformed(1), unformed(2), unformed(3)),
                        Optional.of(new Founding(THREE, Optional.of(CLUSTER))),
                        LONG))
                .singleElement()
                .isInstanceOfSatisfying(
                        FormationStep.Wait.class, wait -> assertThat(wait.why()).contains("delete the ConfigMap"));
    }
}
