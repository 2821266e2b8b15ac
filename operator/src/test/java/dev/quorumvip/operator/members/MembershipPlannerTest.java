package dev.quorumvip.operator.members;

import static dev.quorumvip.operator.Samples.agent;
import static dev.quorumvip.operator.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.operator.agents.AgentPod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembershipPlannerTest {
    private static final Map<String, String> MARKED = Map.of("zone", "a", MembershipPlanner.NODE_LABEL, "true");
    private static final Map<String, String> DRAINED_BY_US =
            Map.of("zone", "a", MembershipPlanner.NODE_LABEL, "true", MembershipPlanner.DRAIN_LABEL, "true");
    private static final List<AgentPod> BOTH = List.of(agent(1), agent(2));

    private final MembershipPlanner planner = new MembershipPlanner();

    private static NodeFacts node(int number) {
        return new NodeFacts("n" + number, Map.of("zone", "a"), Optional.empty());
    }

    private static NodeFacts leaving(int number) {
        return new NodeFacts("n" + number, Map.of("zone", "a"), Optional.of("its node is being deleted"));
    }

    private static long at(Duration time) {
        return 1_000 + time.toNanos();
    }

    @Test
    void givesAMemberItsNodesLabelsAndAMark() {
        assertThat(planner.next(List.of(member(1, Map.of("old", "x"), false, true)), List.of(node(1)), BOTH, 0))
                .containsExactly(new MemberStep.Label("n1", MARKED));
    }

    @Test
    void doesNothingWhereAllIsInStep() {
        assertThat(planner.next(
                        List.of(member(1, MARKED, false, true), member(2, MARKED, false, true)),
                        List.of(node(1), node(2)),
                        BOTH,
                        0))
                .isEmpty();
    }

    @Test
    void leavesMembersAloneThatAreNoNodes() {
        assertThat(planner.next(List.of(member(9, Map.of(), false, false)), List.of(node(1)), BOTH, 0))
                .isEmpty();
        assertThat(planner.next(
                        List.of(member(9, Map.of(), false, false)), List.of(node(1)), BOTH, at(Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void drainsAMemberWhoseNodeIsLeavingAfterMarkingThatItDidSo() {
        assertThat(planner.next(List.of(member(1, MARKED, false, true)), List.of(leaving(1)), BOTH, 0))
                .containsExactly(
                        new MemberStep.Label("n1", DRAINED_BY_US),
                        new MemberStep.Drain("n1", "its node is being deleted"));
    }

    @Test
    void endsItsOwnDrainWhenTheNodeStays() {
        assertThat(planner.next(List.of(member(1, DRAINED_BY_US, true, true)), List.of(node(1)), BOTH, 0))
                .containsExactly(new MemberStep.Undrain("n1"), new MemberStep.Label("n1", MARKED));
    }

    @Test
    void leavesADrainAloneThatAPersonAskedFor() {
        assertThat(planner.next(List.of(member(1, MARKED, true, true)), List.of(node(1)), BOTH, 0))
                .isEmpty();
        assertThat(planner.next(List.of(member(1, MARKED, true, true)), List.of(leaving(1)), BOTH, 0))
                .isEmpty();
    }

    @Test
    void removesADeadMemberSomeTimeAfterItsNodeWasDeleted() {
        List<dev.quorumvip.api.MemberStatus> members =
                List.of(member(1, MARKED, false, true), member(2, MARKED, false, false));
        List<AgentPod> one = List.of(agent(1));
        assertThat(planner.next(members, List.of(node(1)), one, at(Duration.ZERO)))
                .isEmpty();
        assertThat(planner.next(members, List.of(node(1)), one, at(MembershipPlanner.NODE_GONE.minusNanos(1))))
                .isEmpty();
        assertThat(planner.next(members, List.of(node(1)), one, at(MembershipPlanner.NODE_GONE)))
                .containsExactly(new MemberStep.Remove("n2", "its node was deleted"));
    }

    @Test
    void doesNotRemoveAMemberThatLives() {
        List<dev.quorumvip.api.MemberStatus> members = List.of(member(2, MARKED, false, true));
        planner.next(members, List.of(), List.of(), at(Duration.ZERO));
        assertThat(planner.next(members, List.of(), List.of(), at(Duration.ofHours(1))))
                .isEmpty();
    }

    @Test
    void beginsToCountAnewWhenTheNodeWasThereAgain() {
        List<dev.quorumvip.api.MemberStatus> members = List.of(member(2, MARKED, false, false));
        List<AgentPod> both = List.of(agent(2));
        planner.next(members, List.of(), both, at(Duration.ZERO));
        planner.next(members, List.of(node(2)), both, at(Duration.ofSeconds(5)));
        assertThat(planner.next(members, List.of(), both, at(MembershipPlanner.NODE_GONE)))
                .isEmpty();
    }

    @Test
    void removesOneMemberAtATime() {
        List<dev.quorumvip.api.MemberStatus> members =
                List.of(member(1, MARKED, false, false), member(2, MARKED, false, false));
        planner.next(members, List.of(), List.of(), at(Duration.ZERO));
        assertThat(planner.next(members, List.of(), List.of(), at(Duration.ofHours(1))))
                .hasSize(1);
    }

    @Test
    void removesADeadMemberWhoseNodeHasHadNoAgentForLong() {
        List<dev.quorumvip.api.MemberStatus> members = List.of(member(2, MARKED, false, false));
        planner.next(members, List.of(node(2)), List.of(), at(Duration.ZERO));
        assertThat(planner.next(members, List.of(node(2)), List.of(), at(MembershipPlanner.NODE_GONE)))
                .isEmpty();
        assertThat(planner.next(members, List.of(node(2)), List.of(), at(MembershipPlanner.AGENT_GONE)))
                .containsExactly(new MemberStep.Remove("n2", "its node has no agent any more"));
    }
}
