package dev.quorumvip.agent.membership;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The next step towards the right membership: of the lease voters, of the Raft group that follows them, and of the
 * members.
 *
 * <p>A node joins the Raft group before it becomes a lease voter, and leaves it after it has ceased to be one, so that
 * at every moment between whoever may expire a lease can also commit that. And the Raft group grows to the next odd
 * size before the voters do: a voter-set change takes as long as leases take to run out, and in all that time the death
 * of one node must not stop the log.
 *
 * <p>A change of voters that was proposed once may commit late, after the node that it adds was taken out of the Raft
 * group again. With such voters the group and the voters could drift apart, until its leader is no voter, hears of nobody,
 * and can help nobody. So a leader changes either of them only in a {@link ReconfigurationEpoch} of its own, one for each
 * change. What was planned before, and did not commit until then, never will.
 */
public final class MembershipPlanner {
    private MembershipPlanner() {}

    /** One thing to do; the next is planned when it has been seen to hold. */
    public sealed interface Step {
        /** Commit this. */
        record Propose(Command command) implements Step {}

        /** Change the Raft group by one member. */
        record ChangeRaft(SortedMap<NodeId, RaftMember> members) implements Step {}

        /** Another should lead: this leader is no lease voter, so that nobody renews with it, or it holds VIPs. */
        record TransferLeadership(NodeId to) implements Step {}

        /** This leader is no lease voter, and sees no voter alive to whom it could hand over. */
        record StepDown() implements Step {}
    }

    /**
     * What the leader sees.
     *
     * @param raft the members of the Raft group
     * @param live members whose renewals arrive, with the Raft peer each runs
     * @param lost members silent for long
     * @param heirs members that leadership can be handed to: heard only just now, as far as is known able to lead
     * @param self the leader
     * @param own the epoch that this leader has opened, and changed nothing in yet
     * @param next what comes after all epochs this leader has tried to open
     * @param rules how many members are to vote, and which
     */
    public record View(
            ClusterState state,
            SortedMap<NodeId, RaftMember> raft,
            SortedMap<NodeId, RaftMember> live,
            Set<NodeId> lost,
            Set<NodeId> heirs,
            NodeId self,
            Optional<ReconfigurationEpoch> own,
            ReconfigurationEpoch next,
            VoterRules rules) {}

    public static Optional<Step> next(View view) {
        Optional<VoterSet> voters = view.state.voters();
        if (voters.isEmpty() || view.raft.isEmpty()) {
            return Optional.empty();
        }
        if (!voters.get().contains(view.self)) {
            return Optional.of(transfer(view, voters.get()));
        }
        return reconfigure(view, voters.get()).or(() -> drop(view)).or(() -> leaveHolder(view, voters.get()));
    }

    private static Optional<Step> reconfigure(View view, VoterSet voters) {
        Optional<Step> step = trimRaft(view, voters, n -> isDeadForGood(view, n))
                .or(() -> changeVoters(view, voters))
                .or(() -> trimRaft(view, voters, n -> !mayVoteSoon(view, n)));
        if (step.isEmpty()) {
            return step;
        }
        int own = view.own
                .map(epoch -> epoch.compareTo(view.state.reconfiguration()))
                .orElse(-1);
        if (own < 0) {
            return Optional.of(new Step.Propose(new Command.OpenReconfiguration(view.next)));
        }
        // What is newer than the state has committed, and is not applied here yet.
        return own == 0 ? step : Optional.empty();
    }

    private static Optional<Step> changeVoters(View view, VoterSet voters) {
        return VoterPlanner.next(view.state, view.live.keySet(), view.lost, view.self, view.raft.keySet(), view.rules)
                .map(change -> switch (change) {
                    case VoterPlanner.Change.Remove(NodeId node) -> propose(view, voters, voters.without(node));
                    case VoterPlanner.Change.Add(NodeId node) -> add(view, voters, node);
                });
    }

    private static Step add(View view, VoterSet voters, NodeId node) {
        RaftMember wanted = view.live.get(node);
        RaftMember present = view.raft.get(node);
        if (wanted == null) {
            throw new IllegalArgumentException("the planner chose " + node + ", which is not live");
        }
        if (present == null) {
            return joinRaft(view, node);
        }
        if (!present.equals(wanted)) {
            // It came back as a new Raft peer: the old one goes first.
            return new Step.ChangeRaft(without(view.raft, node));
        }
        Optional<NodeId> companion =
                view.raft.size() % 2 == 0 ? spareOutsideRaft(view, voters, node) : Optional.empty();
        if (companion.isPresent()) {
            return joinRaft(view, companion.get());
        }
        return propose(view, voters, voters.with(node, wanted.address()));
    }

    private static Step propose(View view, VoterSet voters, VoterSet next) {
        return new Step.Propose(
                new Command.ChangeVoters(view.state.reconfiguration(), voters.version(), next.members()));
    }

    /** The one that would be the next voter after {@code newcomer}. */
    private static Optional<NodeId> spareOutsideRaft(View view, VoterSet voters, NodeId newcomer) {
        Set<NodeId> then = new HashSet<>(voters.members().keySet());
        then.add(newcomer);
        return view.state.members().values().stream()
                .filter(m -> !m.leaving() && view.live.containsKey(m.id()))
                .map(Member::id)
                .filter(n -> !then.contains(n) && !view.raft.containsKey(n))
                .min(new Zones(view.state, view.rules, then).fewestFirst());
    }

    /** Takes one that does not vote out of the Raft group. */
    private static Optional<Step> trimRaft(View view, VoterSet voters, Predicate<NodeId> which) {
        return view.raft.keySet().stream()
                .filter(n -> !voters.contains(n) && which.test(n))
                .findFirst()
                .map(extra -> new Step.ChangeRaft(without(view.raft, extra)));
    }

    /** It counts in the Raft group and cannot help there, so it leaves before anybody joins. */
    private static boolean isDeadForGood(View view, NodeId node) {
        return !view.live.containsKey(node) && VoterPlanner.isLeaving(view.state, node);
    }

    /** While a voter-set change settles, the next one cannot be planned; what was made ready for it stays. */
    private static boolean mayVoteSoon(View view, NodeId node) {
        return view.state.settling().isPresent()
                && view.live.containsKey(node)
                && !VoterPlanner.isLeaving(view.state, node);
    }

    private static Step transfer(View view, VoterSet voters) {
        return voters.members().keySet().stream()
                .filter(n -> !n.equals(view.self) && view.heirs.contains(n) && view.raft.containsKey(n))
                .<Step>map(Step.TransferLeadership::new)
                .findFirst()
                .orElseGet(Step.StepDown::new);
    }

    /** Not before the voters' change has settled: a node that is gone answers no settle any more. */
    private static Optional<Step> drop(View view) {
        if (view.state.settling().isPresent()) {
            return Optional.empty();
        }
        return view.state.members().values().stream()
                .filter(Member::leaving)
                .map(Member::id)
                .filter(n -> !view.state.isVoter(n) && !view.raft.containsKey(n) && view.state.held(n) == 0)
                .<Step>map(n -> new Step.Propose(new Command.DropMember(n)))
                .findFirst();
    }

    /**
     * Leadership is kept off nodes that hold VIPs, so that the death of one machine does not cost an election as well.
     * It moves no VIP.
     */
    private static Optional<Step> leaveHolder(View view, VoterSet voters) {
        if (view.state.held(view.self) == 0 || view.state.settling().isPresent()) {
            return Optional.empty();
        }
        return voters.members().keySet().stream()
                .filter(n -> view.heirs.contains(n) && view.raft.containsKey(n) && view.state.held(n) == 0)
                .<Step>map(Step.TransferLeadership::new)
                .findFirst();
    }

    /** A live node's Raft peer, into the group. */
    private static Step joinRaft(View view, NodeId node) {
        SortedMap<NodeId, RaftMember> members = new TreeMap<>(view.raft);
        members.put(node, Objects.requireNonNull(view.live.get(node)));
        return new Step.ChangeRaft(members);
    }

    private static SortedMap<NodeId, RaftMember> without(Map<NodeId, RaftMember> raft, NodeId node) {
        SortedMap<NodeId, RaftMember> members = new TreeMap<>(raft);
        members.remove(node);
        return members;
    }
}
