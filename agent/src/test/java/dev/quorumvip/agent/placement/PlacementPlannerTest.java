package dev.quorumvip.agent.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementPlannerTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final Set<NodeId> ALL = Set.of(A, B, C);
    private static final long WALL = 1_700_000_000_000L;
    private static final long LONG_AGO = WALL - 60_000;

    /** Three members with a session each. */
    private ClusterState state = ClusterState.unfounded();

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

    @Test
    void goesElsewhereWhileTheFormerHolderIsNotEligible() {
        vip("web", 10);
        assign("web", C);
        release("web", C, TransitionReason.INTERFACE_LOST);
        assertThat(plan(Set.of(A, B), B))
                .containsExactly(new Command.Assign("web", session(A), TransitionReason.INTERFACE_LOST, WALL));
    }

    @Test
    void triesAllInTurnUntilOneCanHoldIt() {
        vip("web", 10);
        assign("web", A);
        release("web", A, TransitionReason.INTERFACE_LOST);
        assertThat(plan(Set.of(A, B, C), B))
                .containsExactly(new Command.Assign("web", session(B), TransitionReason.INTERFACE_LOST, WALL));
        assign("web", B);
        release("web", B, TransitionReason.INTERFACE_LOST);
        assertThat(plan(Set.of(A, B, C), B))
                .containsExactly(new Command.Assign("web", session(C), TransitionReason.INTERFACE_LOST, WALL));
    }

    @Test
    void passesOverTheNodeThatCouldNotBindIfThereIsAnother() {
        vip("web", 10);
        vip("v1", 11);
        assign("web", B);
        assign("v1", C);
        release("web", B, TransitionReason.BIND_FAILED);
        assertThat(plan(Set.of(B, C), A))
                .containsExactly(new Command.Assign("web", session(C), TransitionReason.BIND_FAILED, WALL));
    }

    @Test
    void letsTheNodeThatCouldNotBindTryAgainIfThereIsNoOther() {
        vip("web", 10);
        assign("web", B);
        release("web", B, TransitionReason.BIND_FAILED);
        assertThat(plan(Set.of(B), A))
                .containsExactly(new Command.Assign("web", session(B), TransitionReason.BIND_FAILED, WALL));
    }

    @ParameterizedTest
    @EnumSource(names = {"BIND_FAILED", "INTERFACE_LOST"})
    void doesNotSendAVipThatNobodyCanHoldRoundFasterThanOnceASecond(TransitionReason failure) {
        vip("web", 10);
        assign("web", B, WALL - 999);
        release("web", B, failure);
        assertThat(plan(ALL, A)).isEmpty();
        assertThat(PlacementPlanner.plan(state, ALL, A, WALL + 1)).hasSize(1);
    }

    @Test
    void isNotHeldUpForLongByAClockThatWasSetBack() {
        vip("web", 10);
        assign("web", B, WALL + 3_600_000);
        release("web", B, TransitionReason.BIND_FAILED);
        assertThat(plan(ALL, A)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_EXPIRED", "NODE_RESTARTED", "NODE_STOPPING", "MEMBER_LEAVING", "VIP_CHANGED"})
    void movesAVipAtOnceWhoseHolderDidNotFailToHoldIt(TransitionReason reason) {
        vip("web", 10);
        assign("web", B, WALL);
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
        commit(new Command.SetVip("web", VipAddress.parse("192.0.2.77/24"), ""));
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

    private List<Command> plan(Set<NodeId> eligible, NodeId leader) {
        return PlacementPlanner.plan(state, eligible, leader, WALL);
    }

    private static Command assignment(String vip, NodeId to) {
        return new Command.Assign(vip, session(to), TransitionReason.FIRST_ASSIGNMENT, WALL);
    }

    private void vip(String name, int host) {
        commit(new Command.SetVip(name, VipAddress.parse("192.0.2." + host + "/24"), ""));
    }

    private void assign(String vip, NodeId to) {
        assign(vip, to, LONG_AGO);
    }

    private void assign(String vip, NodeId to, long atMillis) {
        commit(new Command.Assign(vip, session(to), TransitionReason.FIRST_ASSIGNMENT, atMillis));
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
    }
}
