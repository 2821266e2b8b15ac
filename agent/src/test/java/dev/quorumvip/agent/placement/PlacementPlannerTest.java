package dev.quorumvip.agent.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.NoneHealthyPolicy;
import dev.quorumvip.agent.definition.Preemption;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementPlannerTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final Set<NodeId> ALL = Set.of(A, B, C);
    private static final long WALL = 1_700_000_000_000L;

    /** Three members with a session each. */
    private ClusterState state = ClusterState.unfounded();

    private final FailureMemory memory = new FailureMemory();
    private final Set<NodeId> unable = new HashSet<>();
    private final Set<NodeId> unsuited = new HashSet<>();
    private final Map<NodeId, Duration> openFor = new HashMap<>();
    private Duration eligibleFor = Duration.ZERO;
    private boolean arrived = true;
    private long now;

    PlacementPlannerTest() {
        commit(new Command.Found(new UUID(1, 1), A, "a", ClusterAddress.parse("192.0.2.1:8800")));
        commit(new Command.AddMember(B, "b", ClusterAddress.parse("192.0.2.2:8800")));
        commit(new Command.AddMember(C, "c", ClusterAddress.parse("192.0.2.3:8800")));
        commit(new Command.OpenSession(session(A)));
        commit(new Command.OpenSession(session(B)));
        commit(new Command.OpenSession(session(C)));
    }

    @Test
    void plansNothingWhereEveryVipHasItsHolder() {
        vip("web", 10);
        assign("web", A);
        assertThat(plan(ALL, B)).isEmpty();
    }

    @Test
    void givesANewVipToANodeThatDoesNotLead() {
        vip("web", 10);
        assertThat(plan(ALL, A))
                .containsExactly(new Command.Assign("web", session(B), TransitionReason.FIRST_ASSIGNMENT, WALL));
    }

    @Test
    void givesTheLeaderAVipBeforeItGivesAnotherNodeASecond() {
        vip("web", 10);
        vip("db", 11);
        assign("web", B);
        assertThat(plan(Set.of(A, B), A)).containsExactly(assignment("db", A));
    }

    @Test
    void spreadsVipsThatComeTogether() {
        vip("v1", 11);
        vip("v2", 12);
        vip("v3", 13);
        vip("v4", 14);
        assertThat(plan(ALL, A))
                .containsExactly(assignment("v1", B), assignment("v2", C), assignment("v3", A), assignment("v4", B));
    }

    @Test
    void countsWhatANodeHoldsAlready() {
        vip("web", 10);
        vip("db", 11);
        assign("web", B);
        assertThat(plan(Set.of(B, C), A)).containsExactly(assignment("db", C));
    }

    @Test
    void returnsAVipToItsFormerHolderHoweverMuchThatHolds() {
        vip("web", 10);
        vip("db", 11);
        assign("web", C);
        assign("db", C);
        release("web", C, TransitionReason.NODE_RESTARTED);
        assertThat(plan(ALL, C))
                .containsExactly(new Command.Assign("web", session(C), TransitionReason.NODE_RESTARTED, WALL));
    }

    @Test
    void passesOverANodeThatIsStoppingThoughItMayStillCountAsEligible() {
        vip("web", 10);
        assign("web", C);
        release("web", C, TransitionReason.NODE_STOPPING);
        assertThat(plan(Set.of(A, C), B))
                .containsExactly(new Command.Assign("web", session(A), TransitionReason.NODE_STOPPING, WALL));
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE_STOPPING", "DRAINED"})
    void prefersTheNodeThatStartedLastWhereAnUpgradeMayBeOnItsWay(TransitionReason reason) {
        vip("web", 10);
        assign("web", A);
        release("web", A, reason);
        openFor.put(B, Duration.ofSeconds(90));
        openFor.put(C, Duration.ofSeconds(30));
        assertThat(plan(Set.of(B, C), C)).extracting(PlacementPlannerTest::to).containsExactly(C);
        openFor.put(C, Duration.ofSeconds(100));
        assertThat(plan(Set.of(B, C), C)).extracting(PlacementPlannerTest::to).containsExactly(B);
        vip("db", 11);
        assign("db", B);
        assertThat(plan(Set.of(B, C), C))
                .as("who has fewer comes before who is younger")
                .extracting(PlacementPlannerTest::to)
                .containsExactly(C);
    }

    @Test
    void doesNotAskWhoStartedLastAfterADeath() {
        vip("web", 10);
        assign("web", A);
        release("web", A, TransitionReason.INTERFACE_LOST);
        openFor.put(B, Duration.ofSeconds(30));
        openFor.put(C, Duration.ofSeconds(10));
        assertThat(plan(Set.of(B, C), A)).extracting(PlacementPlannerTest::to).containsExactly(B);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void inARollingRestartEachVipMovesTwiceAtMost(int vips) {
        for (int i = 1; i <= vips; i++) {
            vip("v" + i, 10 + i);
        }
        plan(ALL, B).forEach(this::commit);
        Map<String, Integer> moves = new TreeMap<>();
        for (NodeId stopping : List.of(A, B, C)) {
            List<String> its = state.vips().values().stream()
                    .filter(vip -> vip.holder().filter(stopping::equals).isPresent())
                    .map(Vip::name)
                    .toList();
            its.forEach(name -> release(name, stopping, TransitionReason.NODE_STOPPING));
            Set<NodeId> others = new TreeSet<>(ALL);
            others.remove(stopping);
            plan(others, stopping.equals(A) ? C : A).forEach(this::commit);
            its.forEach(name -> moves.merge(name, 1, Integer::sum));
            openFor.replaceAll((node, age) -> age.plusSeconds(30)); // until the next one is stopped
            openFor.put(stopping, Duration.ZERO);
        }
        assertThat(moves.values()).as("moves of %d VIPs: %s", vips, moves).allMatch(count -> count <= 2);
    }

    @Test
    void goesElsewhereWhileTheFormerHolderIsNotEligible() {
        vip("web", 10);
        assign("web", C);
        release("web", C, TransitionReason.INTERFACE_LOST);
        assertThat(plan(Set.of(A, B), B))
                .containsExactly(new Command.Assign("web", session(A), TransitionReason.INTERFACE_LOST, WALL));
    }

    @ParameterizedTest
    @EnumSource(names = {"BIND_FAILED", "INTERFACE_LOST", "UNHEALTHY"})
    void passesOverTheNodeThatCouldNotHoldIt(TransitionReason failure) {
        vip("web", 10);
        vip("v1", 11);
        assign("web", B);
        assign("v1", C);
        release("web", B, failure);
        assertThat(plan(Set.of(B, C), A)).containsExactly(new Command.Assign("web", session(C), failure, WALL));
        assertThat(plan(Set.of(B), A)).as("even if there is no other").isEmpty();
    }

    @Test
    void triesAllInTurnUntilOneCanHoldIt() {
        vip("web", 10);
        assign("web", A);
        release("web", A, TransitionReason.INTERFACE_LOST);
        assertThat(plan(ALL, B))
                .containsExactly(new Command.Assign("web", session(C), TransitionReason.INTERFACE_LOST, WALL));
        assign("web", C);
        release("web", C, TransitionReason.INTERFACE_LOST);
        assertThat(plan(ALL, B))
                .containsExactly(new Command.Assign("web", session(B), TransitionReason.INTERFACE_LOST, WALL));
        assign("web", B);
        release("web", B, TransitionReason.INTERFACE_LOST);
        assertThat(plan(ALL, B)).as("all have failed it just now").isEmpty();
        now = FailureMemory.SHORTEST.toNanos();
        assertThat(plan(ALL, B))
                .as("the one that had it last may try again")
                .containsExactly(new Command.Assign("web", session(B), TransitionReason.INTERFACE_LOST, WALL));
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_EXPIRED", "NODE_RESTARTED", "NODE_STOPPING", "MEMBER_LEAVING", "VIP_CHANGED"})
    void movesAVipAtOnceWhoseHolderDidNotFailToHoldIt(TransitionReason reason) {
        vip("web", 10);
        assign("web", B);
        release("web", B, reason);
        assertThat(plan(ALL, A)).hasSize(1);
    }

    @Test
    void asksALeavingMemberToLetGoOnceAndGivesItNothing() {
        vip("web", 10);
        vip("db", 11);
        assign("web", B);
        commit(new Command.StartRemoval(B));
        assertThat(plan(ALL, A))
                .containsExactlyInAnyOrder(
                        new Command.Revoke("web", new GrantNumber(1), TransitionReason.MEMBER_LEAVING),
                        assignment("db", C));
        commit(new Command.Revoke("web", new GrantNumber(1), TransitionReason.MEMBER_LEAVING));
        assertThat(plan(Set.of(B), A)).as("revoked already, and nobody for db").isEmpty();
    }

    @Test
    void leavesARevokedVipWithItsHolderUntilThatReleased() {
        vip("web", 10);
        assign("web", B);
        commit(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.77/24"))));
        assertThat(plan(ALL, A)).isEmpty();
        release("web", B, TransitionReason.VIP_CHANGED);
        assertThat(plan(ALL, A))
                .containsExactly(new Command.Assign("web", session(B), TransitionReason.VIP_CHANGED, WALL));
    }

    @Test
    void placesNoVipThatIsBeingDeleted() {
        vip("web", 10);
        assign("web", B);
        commit(new Command.DeleteVip("web"));
        assertThat(plan(ALL, A)).isEmpty();
    }

    @Test
    void givesNothingToNodesThatAreNotEligibleOrHaveNoSession() {
        vip("web", 10);
        assertThat(plan(Set.of(), A)).isEmpty();
        commit(new Command.ExpireSession(session(C), VoterSetVersion.FIRST));
        assertThat(plan(Set.of(C), A)).isEmpty();
        assertThat(plan(Set.of(new NodeId(99)), A)).as("no member").isEmpty();
    }

    @Test
    void movesEverythingOfADeadNodeInOnePlan() {
        vip("v1", 11);
        vip("v2", 12);
        assign("v1", C);
        assign("v2", C);
        commit(new Command.ExpireSession(session(C), VoterSetVersion.FIRST));
        assertThat(plan(Set.of(A, B), A))
                .containsExactly(
                        new Command.Assign("v1", session(B), TransitionReason.SESSION_EXPIRED, WALL),
                        new Command.Assign("v2", session(A), TransitionReason.SESSION_EXPIRED, WALL));
    }

    @Test
    void everyCommandItPlansIsAccepted() {
        vip("v1", 11);
        vip("v2", 12);
        vip("v3", 13);
        assign("v1", B);
        commit(new Command.StartRemoval(B));
        List<Command> plan = plan(ALL, A);
        assertThat(plan).hasSize(3);
        for (Command command : plan) {
            commit(command);
        }
        assertThat(plan(ALL, A)).as("nothing is left to do").isEmpty();
    }

    // Rules of where it goes.

    @Test
    void goesOnlyToNodesWithTheLabelsItAsksFor() {
        labels(A, "zone", "a");
        labels(B, "zone", "b");
        define("web", placed(Map.of("zone", "b"), Map.of(), new Preemption.Never()));
        assertThat(plan(ALL, B)).containsExactly(assignment("web", B));
        assertThat(plan(Set.of(A, C), B)).isEmpty();
    }

    @Test
    void leavesANodeThatLacksTheLabelsNow() {
        labels(B, "zone", "b");
        define("web", placed(Map.of("zone", "b"), Map.of(), new Preemption.Never()));
        assign("web", B);
        assertThat(plan(ALL, A)).isEmpty();
        labels(B, "zone", "c");
        assertThat(plan(ALL, A)).containsExactly(revocation("web", 1, TransitionReason.NOT_SELECTED));
    }

    @Test
    void prefersTheHighestPriority() {
        define("web", placed(Map.of(), Map.of("c", 150, "b", 120), new Preemption.Never()));
        define("low", placed(Map.of(), Map.of("c", 0, "b", 0), new Preemption.Never()));
        assertThat(plan(ALL, C)).containsExactly(assignment("low", A), assignment("web", C));
        assertThat(plan(Set.of(A, B), C)).containsExactly(assignment("low", A), assignment("web", B));
    }

    @Test
    void staysWithALowerPriorityUnlessItPreempts() {
        define("web", placed(Map.of(), Map.of("c", 150), new Preemption.Never()));
        assign("web", B);
        assertThat(plan(ALL, A)).isEmpty();
        release("web", B, TransitionReason.NODE_RESTARTED);
        assertThat(plan(ALL, A)).extracting(PlacementPlannerTest::to).containsExactly(B);
    }

    @Test
    void isTakenBackAtOnceWhereItAlwaysPreempts() {
        define("web", placed(Map.of(), Map.of("c", 150), new Preemption.Always()));
        assign("web", B);
        assertThat(plan(Set.of(A, B), A)).as("the preferred one cannot have it").isEmpty();
        assertThat(plan(ALL, A)).containsExactly(revocation("web", 1, TransitionReason.PREEMPTED));
        release("web", B, TransitionReason.PREEMPTED);
        assertThat(plan(ALL, A)).extracting(PlacementPlannerTest::to).containsExactly(C);
    }

    @Test
    void isTakenBackAfterTheDelayAndNotBefore() {
        define("web", placed(Map.of(), Map.of("c", 150), new Preemption.After(Duration.ofSeconds(30))));
        assign("web", B);
        eligibleFor = Duration.ofMillis(29_999);
        assertThat(plan(ALL, A)).isEmpty();
        eligibleFor = Duration.ofSeconds(30);
        assertThat(plan(ALL, A)).containsExactly(revocation("web", 1, TransitionReason.PREEMPTED));
    }

    @Test
    void isNotTakenBackByANodeThatKeepsLosingIt() {
        define("web", placed(Map.of(), Map.of("c", 150), new Preemption.Always()));
        for (int i = 0; i < 2; i++) {
            assign("web", C);
            release("web", C, TransitionReason.NODE_RESTARTED);
        }
        assertThat(plan(ALL, A))
                .as("another comes first")
                .extracting(PlacementPlannerTest::to)
                .containsExactly(B);
        assign("web", B);
        assertThat(plan(ALL, A)).isEmpty();
        now += FailureMemory.SHORTEST.toNanos();
        assertThat(plan(ALL, A)).containsExactly(revocation("web", 3, TransitionReason.PREEMPTED));
    }

    @Test
    void goesWhereItWasAskedToGo() {
        vip("web", 10);
        assign("web", B);
        commit(new Command.MoveVip("web", C));
        assertThat(plan(Set.of(A, B), A)).as("not yet").isEmpty();
        assertThat(plan(ALL, A)).containsExactly(revocation("web", 1, TransitionReason.MOVED));
        release("web", B, TransitionReason.MOVED);
        assertThat(plan(ALL, C)).extracting(PlacementPlannerTest::to).containsExactly(C);
        assertThat(plan(Set.of(A, B), C))
                .as("back, when it can no longer go there")
                .extracting(PlacementPlannerTest::to)
                .containsExactly(B);
    }

    @Test
    void aDrainedNodeHandsOverOneByOneAndIsGivenNothing() {
        vip("v1", 11);
        vip("v2", 12);
        vip("v3", 13);
        assign("v1", B);
        assign("v2", B);
        commit(new Command.DrainMember(B, true));
        assertThat(plan(Set.of(A, B), A))
                .containsExactly(assignment("v3", A), revocation("v1", 1, TransitionReason.DRAINED));
        commit(revocation("v1", 1, TransitionReason.DRAINED));
        assertThat(plan(Set.of(A, B), A)).as("the first is still on its way").containsExactly(assignment("v3", A));
        release("v1", B, TransitionReason.DRAINED);
        assertThat(plan(Set.of(A, B), A))
                .containsExactly(
                        new Command.Assign("v1", session(A), TransitionReason.DRAINED, WALL),
                        assignment("v3", A),
                        revocation("v2", 2, TransitionReason.DRAINED));
    }

    @Test
    void aDrainedNodeKeepsWhatNobodyElseCanHave() {
        vip("web", 10);
        assign("web", B);
        commit(new Command.DrainMember(B, true));
        assertThat(plan(Set.of(B), A)).isEmpty();
        commit(new Command.DrainMember(B, false));
        assertThat(plan(ALL, A)).isEmpty();
    }

    @Test
    void aPausedVipStaysAndIsGivenToNobody() {
        vip("web", 10);
        vip("db", 11);
        assign("web", B);
        pause("web");
        pause("db");
        commit(new Command.DrainMember(B, true));
        assertThat(plan(ALL, A)).isEmpty();
        commit(new Command.ExpireSession(session(B), VoterSetVersion.FIRST));
        assertThat(plan(ALL, A)).isEmpty();
    }

    @Test
    void leavesANodeThatCannotServeItForOneThatCan() {
        vip("web", 10);
        assign("web", B);
        unable.add(B);
        assertThat(plan(ALL, A)).containsExactly(revocation("web", 1, TransitionReason.UNHEALTHY));
        unable.addAll(ALL);
        assertThat(plan(ALL, A))
                .as("nobody else can either, and nobody is to have it then")
                .containsExactly(revocation("web", 1, TransitionReason.UNHEALTHY));
        commit(new Command.SetVip(
                "web", state.vip("web").orElseThrow().definition().checked(List.of(), NoneHealthyPolicy.STAY)));
        assertThat(plan(ALL, A)).as("it is to stay then").isEmpty();
        release("web", B, TransitionReason.NODE_STOPPING);
        unable.remove(C);
        assertThat(plan(ALL, A)).extracting(PlacementPlannerTest::to).containsExactly(C);
    }

    @Test
    void spreadsEvenlyWhenAskedAndNeverMoreThanSoManyTogether() {
        for (int i = 1; i <= 9; i++) {
            vip("v" + i, 10 + i);
            assign("v" + i, A);
        }
        assertThat(plan(ALL, A)).as("not asked").isEmpty();
        commit(new Command.Rebalance(2));
        int rounds = 0;
        while (state.rebalancing() > 0) {
            assertThat(++rounds).isLessThan(20);
            List<Command> plan = plan(ALL, A);
            assertThat(plan.stream().filter(Command.Revoke.class::isInstance)).hasSizeLessThanOrEqualTo(2);
            plan.forEach(this::commit);
            for (Vip vip : state.vips().values()) {
                vip.assignment().filter(Assignment::revoked).ifPresent(assignment -> {
                    release(vip.name(), assignment.session().node(), TransitionReason.REBALANCED);
                    plan(ALL, A).stream()
                            .filter(Command.Assign.class::isInstance)
                            .forEach(this::commit);
                });
            }
        }
        assertThat(ALL).allSatisfy(node -> assertThat(state.held(node)).isEqualTo(3));
        assertThat(state.vips().values())
                .allSatisfy(vip -> assertThat(vip.transitions())
                        .as("%s moved once at most", vip.name())
                        .isLessThanOrEqualTo(2));
    }

    /** The leader plans after each entry, and not only when all that it has asked for is done. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void rebalancingCountsWhatIsOnItsWay(int together) {
        for (int i = 0; i < 9; i++) {
            vip("v" + i, 10 + i);
            assign("v" + i, C);
        }
        commit(new Command.Rebalance(together));
        int entries = 0;
        while (state.rebalancing() > 0) {
            assertThat(++entries).isLessThan(40);
            plan(ALL, A).forEach(this::commit);
            List<Vip> leaving = state.vips().values().stream()
                    .filter(vip -> vip.assignment().filter(Assignment::revoked).isPresent())
                    .toList();
            assertThat(leaving).hasSizeLessThanOrEqualTo(together);
            leaving.stream().findFirst().ifPresent(vip -> release(vip.name(), C, TransitionReason.REBALANCED));
        }
        plan(ALL, A).forEach(this::commit);
        assertThat(ALL).allSatisfy(node -> assertThat(state.held(node)).isEqualTo(3));
        assertThat(state.vips().values().stream().mapToLong(Vip::transitions).sum())
                .as("six of nine had to move")
                .isEqualTo(9 + 6);
    }

    @Test
    void spreadsByPolicyWheneverItIsUnevenAndOnlyToNodesThatHaveSettledIn() {
        for (int i = 1; i <= 6; i++) {
            vip("v" + i, 10 + i);
            assign("v" + i, A);
        }
        commit(new Command.KeepEven(1));
        assertThat(plan(ALL, A)).as("the others have only just come").isEmpty();
        eligibleFor = PlacementPlanner.SETTLED_IN;
        for (int round = 0; round < 10; round++) {
            for (Command command : plan(ALL, A)) {
                commit(command);
                if (command instanceof Command.Revoke(String vip, var grant, var reason)) {
                    assertThat(plan(ALL, A)).as("one at a time").isEmpty();
                    release(vip, A, TransitionReason.REBALANCED);
                }
            }
        }
        assertThat(ALL).allSatisfy(node -> assertThat(state.held(node)).isEqualTo(2));
        assertThat(plan(ALL, A)).as("all is even").isEmpty();
        assertThat(state.keptEven()).as("the policy stays").isEqualTo(1);
        commit(new Command.ExpireSession(session(C), VoterSetVersion.FIRST));
        plan(Set.of(A, B), A).forEach(this::commit);
        commit(new Command.OpenSession(new SessionId(C, 2)));
        assertThat(plan(ALL, A)).as("C is back").singleElement().isInstanceOf(Command.Revoke.class);
    }

    @Test
    void theNextOneMovesWhenTheLastHasArrived() {
        for (int i = 1; i <= 6; i++) {
            vip("v" + i, 10 + i);
            assign("v" + i, A);
        }
        commit(new Command.Rebalance(1));
        plan(ALL, A).forEach(this::commit);
        release("v1", A, TransitionReason.REBALANCED);
        List<Command> assigns = plan(ALL, A);
        assertThat(assigns).as("none leaves while one is nowhere").hasSize(1);
        assigns.forEach(this::commit);
        arrived = false;
        assertThat(plan(ALL, A)).isEmpty();
        arrived = true;
        assertThat(plan(ALL, A)).containsExactly(revocation("v2", 2, TransitionReason.REBALANCED));
    }

    @Test
    void leavesANodeWhoseTimingIsNotTheOneItNeedsHoweverFewCanHaveIt() {
        vip("web", 10);
        commit(new Command.SetVip(
                "web", state.vip("web").orElseThrow().definition().checked(List.of(), NoneHealthyPolicy.STAY)));
        assign("web", B);
        unsuited.addAll(ALL);
        assertThat(plan(ALL, A)).containsExactly(revocation("web", 1, TransitionReason.NOT_SELECTED));
        release("web", B, TransitionReason.NOT_SELECTED);
        assertThat(plan(ALL, A)).isEmpty();
        unsuited.remove(C);
        assertThat(plan(ALL, A)).extracting(PlacementPlannerTest::to).containsExactly(C);
    }

    @Test
    void aThousandVipsAreSpreadWithinOneAndThoseOfADeadNodeToo() {
        for (int i = 0; i < 1_000; i++) {
            commit(new Command.SetVip(
                    "v" + i, VipDefinition.of(VipAddress.parse("10.0." + i / 250 + "." + (1 + i % 250) + "/32"))));
        }
        plan(ALL, A).forEach(this::commit);
        assertThat(ALL).allSatisfy(node -> assertThat(state.held(node)).isBetween(333L, 334L));
        commit(new Command.ExpireSession(session(C), VoterSetVersion.FIRST));
        plan(Set.of(A, B), A).forEach(this::commit);
        assertThat(List.of(A, B))
                .allSatisfy(node -> assertThat(state.held(node)).isEqualTo(500));
    }

    private List<Command> plan(Set<NodeId> eligible, NodeId leader) {
        return PlacementPlanner.plan(state, new Outlook(eligible, leader, WALL, new Doubts()));
    }

    private final class Doubts implements Outlook.Doubts {
        @Override
        public Outlook.Ability ability(NodeId node, Vip vip) {
            if (unsuited.contains(node)) {
                return Outlook.Ability.UNSUITED;
            }
            return unable.contains(node) ? Outlook.Ability.UNABLE : Outlook.Ability.ABLE;
        }

        @Override
        public Outlook.Trust trust(NodeId node, Vip vip) {
            return memory.trust(node, vip, now);
        }

        @Override
        public Duration eligibleFor(NodeId node, Vip vip) {
            return eligibleFor;
        }

        @Override
        public Duration openFor(SessionId session) {
            return openFor.getOrDefault(session.node(), Duration.ofHours(1));
        }

        @Override
        public boolean arrived(Vip vip) {
            return arrived;
        }
    }

    private static NodeId to(Command command) {
        return command instanceof Command.Assign assign ? assign.session().node() : new NodeId(NodeId.MAX_VALUE);
    }

    private static Command.Revoke revocation(String vip, long grant, TransitionReason reason) {
        return new Command.Revoke(vip, new GrantNumber(grant), reason);
    }

    private static VipDefinition placed(
            Map<String, String> selector, Map<String, Integer> priorities, Preemption preemption) {
        return VipDefinition.of(VipAddress.parse("192.0.2.10/24"))
                .placed(new TreeMap<>(selector), new TreeMap<>(priorities), preemption);
    }

    private void define(String vip, VipDefinition definition) {
        commit(new Command.SetVip(
                vip,
                new VipDefinition(
                        List.of(VipAddress.parse("192.0.2." + (20 + state.vips().size()) + "/24")),
                        definition.interfaceChoice(),
                        definition.nodeSelector(),
                        definition.priorities(),
                        definition.preemption(),
                        definition.healthChecks(),
                        definition.ifNoneHealthy(),
                        definition.announcement(),
                        definition.conflictPolicy(),
                        definition.failoverProfile(),
                        definition.onQuorumLoss(),
                        definition.paused(),
                        definition.lockDelay(),
                        definition.owner())));
    }

    private void pause(String vip) {
        commit(new Command.SetVip(vip, state.vip(vip).orElseThrow().definition().paused(true)));
    }

    private void labels(NodeId node, String key, String value) {
        commit(new Command.DescribeMember(node, new TreeMap<>(Map.of(key, value)), List.of()));
    }

    private static Command assignment(String vip, NodeId to) {
        return new Command.Assign(vip, session(to), TransitionReason.FIRST_ASSIGNMENT, WALL);
    }

    private void vip(String name, int host) {
        commit(new Command.SetVip(name, VipDefinition.of(VipAddress.parse("192.0.2." + host + "/24"))));
    }

    private void assign(String vip, NodeId to) {
        TransitionReason reason =
                state.vip(vip).flatMap(Vip::unassignedBecause).orElse(TransitionReason.FIRST_ASSIGNMENT);
        commit(new Command.Assign(vip, session(to), reason, WALL));
    }

    private void release(String vip, NodeId holder, TransitionReason reason) {
        GrantNumber grant =
                state.vip(vip).orElseThrow().assignment().orElseThrow().grant();
        commit(new Command.Release(vip, grant, session(holder), reason));
    }

    private static SessionId session(NodeId node) {
        return new SessionId(node, 1);
    }

    private void commit(Command command) {
        ClusterState.Applied applied = state.apply(command);
        assertThat(applied.outcome().accepted()).as(command.toString()).isTrue();
        state = applied.state();
        memory.observe(state, now);
    }
}
