package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** A replicated log of {@link Command}s with the {@link ClusterState} it leads to. */
public interface Consensus extends AutoCloseable {

    /**
     * Commits a batch as one log entry and completes with one outcome for each command, in order, once it is applied by
     * the leader. From any member, voter or not.
     *
     * <p>Completes exceptionally with {@link NoQuorumException} when no leader committed it within the time-out; it may
     * commit all the same, then or later. With {@link LeaderRefusedException} when the leader does not know a command
     * in it, being of an older version; with {@link dev.quorumvip.agent.state.UnknownEntryException} when it was
     * committed and this node does not know the answer. With {@link IllegalArgumentException} if it is empty or larger
     * than an entry may be.
     */
    CompletableFuture<List<Outcome>> propose(List<Command> commands);

    /**
     * Asks the leader for an answer that its {@link QueryHandler} gives; the answer may be stale.
     *
     * <p>Completes exceptionally with {@link NoQuorumException} when no leader answered within the time-out, and with
     * {@link LeaderRefusedException} when its handler failed.
     */
    CompletableFuture<byte[]> query(byte[] question);

    /**
     * The newest state that this node has applied; unfounded where this node runs no Raft peer that has applied
     * anything.
     */
    Applied applied();

    /** Who leads, as this node sees it. */
    Leadership leadership();

    /** The peers of the Raft group as this node has applied them; empty where it runs none. */
    SortedMap<NodeId, RaftMember> raftMembers();

    /**
     * Asks the Raft group to consist of {@code members}; only on the leader, and one member more or fewer at a time.
     * Completes exceptionally with {@link RaftChangeException} if it is refused, times out, or this node leads no more.
     */
    CompletableFuture<Void> changeRaftMembers(SortedMap<NodeId, RaftMember> members);

    /**
     * Hands leadership to another voter, or completes exceptionally with {@link RaftChangeException}. Leadership has no
     * bearing on who holds a VIP.
     */
    CompletableFuture<Void> transferLeadership(NodeId to);

    /** Gives leadership up because nothing commits any more. */
    void stepDown();

    /**
     * Tells the client side where the voters are now, for proposals from a node that runs no peer, or an outdated one.
     */
    void useVoters(SortedMap<NodeId, RaftMember> voters);

    /** Stops; idempotent and bounded in time. */
    @Override
    void close();

    /**
     * How far the log is applied.
     *
     * @param index of the last entry applied, −1 before the first
     * @param state after the entry at {@code index}
     */
    record Applied(long index, ClusterState state) {}

    /**
     * Who leads, as one node sees it.
     *
     * @param leading this node is leader and has applied the first entry of its term
     * @param leader who leads, null while unknown
     */
    record Leadership(
            boolean leading,
            @org.jspecify.annotations.Nullable NodeId leader,
            long term) {}

    /**
     * A node's peer in the Raft group.
     *
     * @param incarnation a node that left the group comes back to it under a new one
     */
    record RaftMember(ClusterAddress address, long incarnation) {}

    /** What the agent is told; called from the library's threads, which must not be held up. */
    interface Listener {
        /**
         * One entry was applied.
         *
         * @param before the state that it was applied to
         */
        void applied(ClusterState before, Applied now);

        /** The state came as a whole: what the entries up to this index did is not told one by one. */
        void restored(Applied now);

        void leadershipChanged(Leadership leadership);

        /** The Raft peer can not go on: disk full, log corrupt, closed. The agent takes its addresses off and exits. */
        void failed(ConsensusFailure failure);

        /**
         * The group goes on without this node's peer, for good. Proposals and questions still go to the voters; what is
         * applied stays as it is. A new peer needs a new incarnation.
         */
        void removedFromGroup();
    }

    /** Answers {@link #query}; called on the leader. */
    @FunctionalInterface
    interface QueryHandler {
        byte[] answer(byte[] question);
    }
}
