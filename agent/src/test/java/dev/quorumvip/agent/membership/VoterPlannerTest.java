package dev.quorumvip.agent.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.membership.MembershipPlanner.Step;
import dev.quorumvip.agent.membership.VoterPlanner.Change;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoterPlannerTest {
    private static final NodeId LEADER = new NodeId(1);

    @Test
    void aSingleVoterStaysAloneWithOneSpare() {
        assertThat(next(state(2, 1), nodes(1, 2), nodes())).isEmpty();
    }

    @Test
    void growsFromOneToThreeOnceTwoSparesAreThere() {
        assertThat(next(state(3, 1), nodes(1, 2, 3), nodes())).contains(new Change.Add(new NodeId(2)));
        assertThat(next(state(3, 2), nodes(1, 2, 3), nodes())).contains(new Change.Add(new NodeId(3)));
        assertThat(next(state(3, 3), nodes(1, 2, 3), nodes())).isEmpty();
    }

    @Test
    void growsNoFurtherThanSeven() {
        assertThat(next(state(9, 5), nodes(1, 2, 3, 4, 5, 6, 7, 8, 9), nodes()))
                .contains(new Change.Add(new NodeId(6)));
        assertThat(next(state(9, 7), nodes(1, 2, 3, 4, 5, 6, 7, 8, 9), nodes())).isEmpty();
    }

    @Test
    void growsNoFurtherThanItMay() {
        assertThat(next(state(5, 3), nodes(1, 2, 3, 4, 5), nodes(), atMost(3))).isEmpty();
        assertThat(next(state(5, 1), nodes(1, 2, 3, 4, 5), nodes(), atMost(3))).contains(new Change.Add(new NodeId(2)));
        assertThat(next(state(2, 1), nodes(1, 2), nodes(), atMost(1))).isEmpty();
    }

    @Test
    void shrinksToWhatItMayHaveOneAfterTheOther() {
        assertThat(next(state(5, 5), nodes(1, 2, 3, 4, 5), nodes(), atMost(3)))
                .contains(new Change.Remove(new NodeId(5)));
        assertThat(next(state(5, 4), nodes(1, 2, 3, 4, 5), nodes(), atMost(3)))
                .contains(new Change.Remove(new NodeId(4)));
        assertThat(next(state(5, 5), nodes(1, 2, 3, 5), nodes(4), atMost(3)))
                .as("a lost one first")
                .contains(new Change.Remove(new NodeId(4)));
        assertThat(next(state(3, 3), nodes(1), nodes(), atMost(1)))
                .as("not without a majority of the living")
                .isEmpty();
    }

    @Test
    void aLostVoterIsReplacedBySpareFirstAlsoWhereNoMoreMayVote() {
        assertThat(next(state(4, 3), nodes(1, 2, 4), nodes(3), atMost(3))).contains(new Change.Add(new NodeId(4)));
        assertThat(next(state(4, 4), nodes(1, 2, 4), nodes(3), atMost(3))).contains(new Change.Remove(new NodeId(3)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 8, 9, -1})
    void anEvenNumberOfVotersOrMoreThanSevenIsNoRule(int most) {
        assertThatIllegalArgumentException().isThrownBy(() -> new VoterRules(most, "zone"));
    }

    @Test
    void takesTheNextVoterFromTheZoneWithTheFewest() {
        ClusterState state = zoned(state(6, 3), "a", "a", "b", "a", "b", "c");
        assertThat(next(state, nodes(1, 2, 3, 4, 5, 6), nodes())).contains(new Change.Add(new NodeId(6)));
        assertThat(next(state, nodes(1, 2, 3, 4, 5), nodes())).contains(new Change.Add(new NodeId(5)));
        assertThat(next(state, nodes(1, 2, 4, 5), nodes(3)))
                .as("also in the place of a lost one")
                .contains(new Change.Add(new NodeId(5)));
        assertThat(VoterPlanner.next(
                        state,
                        nodes(1, 2, 3, 4, 5, 6),
                        nodes(),
                        LEADER,
                        nodes(4),
                        new VoterRules(7, VoterRules.DEFAULT_ZONE_LABEL)))
                .as("one that has been begun with comes first")
                .contains(new Change.Add(new NodeId(4)));
    }

    @Test
    void membersWithoutAZoneAreInOneTogether() {
        ClusterState state = zoned(state(5, 3), "", "", "a", "", "a");
        assertThat(next(state, nodes(1, 2, 3, 4, 5), nodes())).contains(new Change.Add(new NodeId(5)));
        assertThat(VoterPlanner.next(
                        state, nodes(1, 2, 3, 4, 5), nodes(), LEADER, nodes(), new VoterRules(7, "another/label")))
                .as("by a label that nobody has")
                .contains(new Change.Add(new NodeId(4)));
    }

    @Test
    void removesOneTooManyFromTheZoneWithTheMost() {
        ClusterState state = zoned(state(4, 4), "b", "a", "a", "c");
        assertThat(next(state, nodes(1, 2, 3, 4), nodes())).contains(new Change.Remove(new NodeId(3)));
    }

    @Test
    void theCompanionInTheRaftGroupIsTheNextVoterByItsZone() {
        ClusterState state = zoned(state(5, 1), "a", "a", "a", "b", "c");
        assertThat(step(state, raft(1, 4), nodes(1, 2, 3, 4, 5))).contains(new Step.ChangeRaft(raft(1, 4, 5)));
    }

    private static VoterRules atMost(int most) {
        return new VoterRules(most, VoterRules.DEFAULT_ZONE_LABEL);
    }

    private static ClusterState zoned(ClusterState state, String... zones) {
        ClusterState zoned = state;
        for (int i = 0; i < zones.length; i++) {
            SortedMap<String, String> labels = new TreeMap<>();
            if (!zones[i].isEmpty()) {
                labels.put(VoterRules.DEFAULT_ZONE_LABEL, zones[i]);
            }
            zoned = zoned.apply(new Command.LabelMember(new NodeId(i + 1), labels))
                    .state();
        }
        return zoned;
    }

    private static Optional<Change> next(ClusterState state, Set<NodeId> live, Set<NodeId> lost, VoterRules rules) {
        return VoterPlanner.next(state, live, lost, LEADER, Set.of(), rules);
    }

    @Test
    void replacesALostVoterBySpareFirst() {
        assertThat(next(state(4, 3), nodes(1, 2, 4), nodes(3))).contains(new Change.Add(new NodeId(4)));
        assertThat(next(state(4, 4), nodes(1, 2, 4), nodes(3))).contains(new Change.Remove(new NodeId(3)));
    }

    @Test
    void removesWhoIsDeadForGoodBeforeANewcomerIsAdded() {
        ClusterState wiped =
                state(4, 3).apply(new Command.StartRemoval(new NodeId(3))).state();
        assertThat(next(wiped, nodes(1, 2, 4), nodes())).contains(new Change.Remove(new NodeId(3)));
        assertThat(next(wiped, nodes(1, 2, 3, 4), nodes()))
                .as("one that leaves and lives makes room last")
                .contains(new Change.Add(new NodeId(4)));
        ClusterState twoDead =
                state(6, 5).apply(new Command.StartRemoval(new NodeId(5))).state();
        assertThat(next(twoDead, nodes(1, 2, 3, 6), nodes(4)))
                .as("four voters of whom three live can still decide")
                .contains(new Change.Remove(new NodeId(5)));
    }

    @Test
    void whoIsDeadForGoodLeavesTheRaftGroupBeforeANewcomerJoinsIt() {
        ClusterState wiped = state(4, 2);
        ClusterState leaving =
                wiped.apply(new Command.StartRemoval(new NodeId(3))).state();
        assertThat(step(leaving, raft(1, 2, 3), nodes(1, 2, 4))).contains(new Step.ChangeRaft(raft(1, 2)));
        assertThat(step(leaving, raft(1, 2), nodes(1, 2, 4))).contains(new Step.ChangeRaft(raft(1, 2, 4)));
    }

    @Test
    void keepsALostVoterWithoutASpare() {
        assertThat(next(state(3, 3), nodes(1, 2), nodes(3))).isEmpty();
    }

    @Test
    void doesNothingThatTheLivingCouldNotDecide() {
        assertThat(next(state(5, 3), nodes(1, 4), nodes(2, 3))).isEmpty();
    }

    @Test
    void changesNothingWhileTheFormerChangeHasNotSettled() {
        ClusterState unsettled = state(3, 1)
                .apply(new Command.ChangeVoters(
                        ReconfigurationEpoch.NONE,
                        state(3, 1).voters().orElseThrow().version(),
                        state(3, 1)
                                .voters()
                                .orElseThrow()
                                .with(new NodeId(2), address(2))
                                .members()))
                .state();
        assertThat(unsettled.settling()).isPresent();
        assertThat(next(unsettled, nodes(1, 2, 3), nodes())).isEmpty();
    }

    @Test
    void aLeavingVoterGoesAndAnEvenSetShrinks() {
        ClusterState leaving =
                state(3, 3).apply(new Command.StartRemoval(new NodeId(3))).state();
        assertThat(next(leaving, nodes(1, 2, 3), nodes())).contains(new Change.Remove(new NodeId(3)));
        assertThat(next(state(2, 2), nodes(1, 2), nodes())).contains(new Change.Remove(new NodeId(2)));
    }

    @Test
    void joinsTheRaftGroupBeforeItVotesAndLeavesAfter() {
        ClusterState one = state(3, 1);
        Optional<Step> first = step(one, raft(1), nodes(1, 2, 3));
        assertThat(first).contains(new Step.ChangeRaft(raft(1, 2)));
        Optional<Step> second = step(one, raft(1, 2), nodes(1, 2, 3));
        assertThat(second).as("an even Raft group first becomes odd").contains(new Step.ChangeRaft(raft(1, 2, 3)));
        Optional<Step> third = step(one, raft(1, 2, 3), nodes(1, 2, 3));
        assertThat(third)
                .contains(new Step.Propose(new Command.ChangeVoters(
                        ReconfigurationEpoch.NONE,
                        one.voters().orElseThrow().version(),
                        one.voters()
                                .orElseThrow()
                                .with(new NodeId(2), address(2))
                                .members())));
        assertThat(step(state(3, 3), raft(1, 2, 3, 4), nodes(1, 2, 3))).contains(new Step.ChangeRaft(raft(1, 2, 3)));
    }

    @Test
    void keepsWhatWasMadeReadyForTheNextChangeWhileTheFormerSettles() {
        ClusterState one = state(3, 1);
        ClusterState settling = one.apply(new Command.ChangeVoters(
                        ReconfigurationEpoch.NONE,
                        one.voters().orElseThrow().version(),
                        one.voters()
                                .orElseThrow()
                                .with(new NodeId(2), address(2))
                                .members()))
                .state();
        assertThat(step(settling, raft(1, 2, 3), nodes(1, 2, 3))).isEmpty();
        assertThat(step(settling, raft(1, 2, 3), nodes(1, 2)))
                .as("a dead one is no help")
                .contains(new Step.ChangeRaft(raft(1, 2)));
    }

    @Test
    void aLeaderChangesTheRaftGroupAndTheVotersOnlyInAnEpochOfItsOwn() {
        ReconfigurationEpoch former = new ReconfigurationEpoch(4, 1);
        ReconfigurationEpoch own = new ReconfigurationEpoch(5, 1);
        ReconfigurationEpoch next = new ReconfigurationEpoch(5, 2);
        ClusterState before =
                state(3, 1).apply(new Command.OpenReconfiguration(former)).state();
        ClusterState after = before.apply(new Command.OpenReconfiguration(own)).state();
        Optional<Step> opens = Optional.of(new Step.Propose(new Command.OpenReconfiguration(next)));
        Optional<Step> grows = Optional.of(new Step.ChangeRaft(raft(1, 2)));

        assertThat(step(before, raft(1), nodes(1, 2, 3), Optional.empty(), next))
                .isEqualTo(opens);
        assertThat(step(before, raft(1), nodes(1, 2, 3), Optional.of(own), next))
                .as("not applied yet")
                .isEmpty();
        assertThat(step(after, raft(1), nodes(1, 2, 3), Optional.of(own), next)).isEqualTo(grows);
        assertThat(step(after, raft(1), nodes(1, 2, 3), Optional.of(former), next))
                .as("somebody came between")
                .isEqualTo(opens);
        assertThat(step(after, raft(1), nodes(1), Optional.empty(), next))
                .as("nothing to change")
                .isEmpty();
    }

    @Test
    void aLeaderThatShouldLeaveTheRaftGroupHandsItOverFirst() {
        ClusterState leaving =
                state(4, 4).apply(new Command.StartRemoval(LEADER)).state();
        ClusterState without = leaving.apply(new Command.ChangeVoters(
                        ReconfigurationEpoch.NONE,
                        leaving.voters().orElseThrow().version(),
                        leaving.voters().orElseThrow().without(LEADER).members()))
                .state();
        assertThat(step(without, raft(1, 2, 3, 4), nodes(1, 2, 3, 4)))
                .contains(new Step.TransferLeadership(new NodeId(2)));
    }

    @Test
    void leadershipLeavesAHolderForAVoterThatHoldsNothing() {
        ClusterState holding = state(3, 3)
                .apply(new Command.OpenSession(new SessionId(LEADER, 1)))
                .state()
                .apply(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.50/24"))))
                .state()
                .apply(new Command.Assign(
                        "web", new SessionId(LEADER, 1), TransitionReason.FIRST_ASSIGNMENT, 1_700_000_000_000L))
                .state();
        assertThat(step(holding, raft(1, 2, 3), nodes(1, 2, 3))).contains(new Step.TransferLeadership(new NodeId(2)));
        assertThat(step(holding, raft(1, 2, 3), nodes(1, 3))).contains(new Step.TransferLeadership(new NodeId(3)));
        assertThat(step(holding, raft(1, 2, 3), nodes(1)))
                .as("nobody else is alive")
                .isEmpty();
        assertThat(step(state(3, 3), raft(1, 2, 3), nodes(1, 2, 3)))
                .as("the leader holds nothing")
                .isEmpty();
    }

    @Test
    void dropsALeavingMemberWhenNothingTiesItAnyMore() {
        ClusterState leaving =
                state(4, 3).apply(new Command.StartRemoval(new NodeId(4))).state();
        assertThat(step(leaving, raft(1, 2, 3), nodes(1, 2, 3)))
                .contains(new Step.Propose(new Command.DropMember(new NodeId(4))));
    }

    private static Optional<Change> next(ClusterState state, Set<NodeId> live, Set<NodeId> lost) {
        return VoterPlanner.next(state, live, lost, LEADER, Set.of(), VoterRules.DEFAULT);
    }

    private static Optional<Step> step(ClusterState state, SortedMap<NodeId, RaftMember> raft, Set<NodeId> live) {
        return step(state, raft, live, Optional.of(ReconfigurationEpoch.NONE), new ReconfigurationEpoch(1, 1));
    }

    private static Optional<Step> step(
            ClusterState state,
            SortedMap<NodeId, RaftMember> raft,
            Set<NodeId> live,
            Optional<ReconfigurationEpoch> own,
            ReconfigurationEpoch next) {
        SortedMap<NodeId, RaftMember> running = new TreeMap<>();
        live.forEach(n -> running.put(n, new RaftMember(address(n.value()), 1)));
        return MembershipPlanner.next(new MembershipPlanner.View(
                state, raft, running, Set.of(), live, LEADER, own, next, VoterRules.DEFAULT));
    }

    /** A cluster of {@code members} nodes of which the first {@code voters} vote, settled. */
    private static ClusterState state(int members, int voters) {
        ClusterState state = ClusterState.unfounded()
                .apply(new Command.Found(new UUID(1, 1), LEADER, "n1", address(1)))
                .state();
        for (long n = 2; n <= members; n++) {
            state = state.apply(new Command.AddMember(new NodeId(n), "n" + n, address(n)))
                    .state();
        }
        for (long n = 2; n <= voters; n++) {
            var current = state.voters().orElseThrow();
            state = state.apply(new Command.ChangeVoters(
                            ReconfigurationEpoch.NONE,
                            current.version(),
                            current.with(new NodeId(n), address(n)).members()))
                    .state();
            state = state.apply(new Command.Settled(state.voters().orElseThrow().version()))
                    .state();
        }
        return state;
    }

    private static SortedMap<NodeId, RaftMember> raft(long... nodes) {
        SortedMap<NodeId, RaftMember> raft = new TreeMap<>();
        for (long n : nodes) {
            raft.put(new NodeId(n), new RaftMember(address(n), 1));
        }
        return raft;
    }

    private static Set<NodeId> nodes(long... nodes) {
        return LongStream.of(nodes).mapToObj(NodeId::new).collect(Collectors.toCollection(TreeSet::new));
    }

    private static ClusterAddress address(long node) {
        return ClusterAddress.parse("192.0.2." + node + ":8800");
    }
}
