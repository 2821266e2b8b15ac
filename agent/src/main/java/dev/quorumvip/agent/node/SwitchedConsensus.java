package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.consensus.NoQuorumException;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The consensus that is in use now, or none: before the node belongs to a cluster, and while its Raft peer is replaced
 * by a new incarnation.
 */
final class SwitchedConsensus implements Consensus {
    private static final Applied NOTHING = new Applied(0, ClusterState.unfounded());
    private static final Leadership NOBODY = new Leadership(false, null, 0);

    private volatile @Nullable Consensus current;

    /** Puts another in its place; the caller closes the former. */
    @Nullable
    Consensus use(@Nullable Consensus next) {
        Consensus former = current;
        current = next;
        return former;
    }

    boolean inUse() {
        return current != null;
    }

    @Override
    public CompletableFuture<List<Outcome>> propose(List<Command> commands) {
        Consensus consensus = current;
        return consensus == null ? none() : consensus.propose(commands);
    }

    @Override
    public CompletableFuture<byte[]> query(byte[] question) {
        Consensus consensus = current;
        return consensus == null ? none() : consensus.query(question);
    }

    @Override
    public Applied applied() {
        Consensus consensus = current;
        return consensus == null ? NOTHING : consensus.applied();
    }

    @Override
    public Leadership leadership() {
        Consensus consensus = current;
        return consensus == null ? NOBODY : consensus.leadership();
    }

    @Override
    public SortedMap<NodeId, RaftMember> raftMembers() {
        Consensus consensus = current;
        return consensus == null ? new TreeMap<>() : consensus.raftMembers();
    }

    @Override
    public CompletableFuture<Void> changeRaftMembers(SortedMap<NodeId, RaftMember> members) {
        Consensus consensus = current;
        return consensus == null ? none() : consensus.changeRaftMembers(members);
    }

    @Override
    public CompletableFuture<Void> transferLeadership(NodeId to) {
        Consensus consensus = current;
        return consensus == null ? none() : consensus.transferLeadership(to);
    }

    @Override
    public void stepDown() {
        Consensus consensus = current;
        if (consensus != null) {
            consensus.stepDown();
        }
    }

    @Override
    public void useVoters(SortedMap<NodeId, RaftMember> voters) {
        Consensus consensus = current;
        if (consensus != null) {
            consensus.useVoters(voters);
        }
    }

    @Override
    public void close() {
        Consensus consensus = use(null);
        if (consensus != null) {
            consensus.close();
        }
    }

    private static <T> CompletableFuture<T> none() {
        return CompletableFuture.failedFuture(new NoQuorumException("this node belongs to no cluster yet"));
    }
}
