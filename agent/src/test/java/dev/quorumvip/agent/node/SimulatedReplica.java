package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.consensus.NoQuorumException;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One process's view of the simulated log: a prefix of it, and what it believes of leadership. */
final class SimulatedReplica implements Consensus {
    private final SimulatedRaft raft;
    private final NodeId self;
    private final Executor loop;
    private final Runnable moved;
    private int applied;
    private boolean claimsToLead;
    private long term;

    SimulatedReplica(SimulatedRaft raft, NodeId self, Executor loop, Runnable moved, int prefix) {
        this.raft = raft;
        this.self = self;
        this.loop = loop;
        this.moved = moved;
        this.applied = prefix;
    }

    long term() {
        return term;
    }

    NodeId self() {
        return self;
    }

    int index() {
        return applied;
    }

    void apply(int index) {
        loop.execute(() -> {
            if (index > applied) {
                applied = index;
                moved.run();
            }
        });
    }

    /** It was elected. */
    void leadIn(long newTerm) {
        loop.execute(() -> {
            term = newTerm;
            claimsToLead = true;
            moved.run();
        });
    }

    /** It hears that it leads no more. */
    void follow() {
        loop.execute(() -> {
            claimsToLead = false;
            moved.run();
        });
    }

    @Override
    public CompletableFuture<List<Outcome>> propose(List<Command> commands) {
        CompletableFuture<List<Outcome>> answer = new CompletableFuture<>();
        raft.propose(this, commands, answer);
        return answer;
    }

    @Override
    public CompletableFuture<byte[]> query(byte[] question) {
        return CompletableFuture.failedFuture(timeOut());
    }

    @Override
    public Applied applied() {
        return new Applied(applied, raft.log.at(applied));
    }

    @Override
    public Leadership leadership() {
        return new Leadership(claimsToLead, claimsToLead ? self : null, term);
    }

    @Override
    public SortedMap<NodeId, RaftMember> raftMembers() {
        return raft.membersAt(applied);
    }

    @Override
    public CompletableFuture<Void> changeRaftMembers(SortedMap<NodeId, RaftMember> members) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        raft.changeMembers(this, members, done);
        return done;
    }

    @Override
    public CompletableFuture<Void> transferLeadership(NodeId to) {
        stepDown();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stepDown() {
        raft.stepDown(this);
    }

    @Override
    public void useVoters(SortedMap<NodeId, RaftMember> voters) {}

    @Override
    public void close() {
        raft.leave(this);
    }

    /** An answer to this process; nobody hears it if the process is no more. */
    void tell(Runnable answer) {
        loop.execute(answer);
    }

    static NoQuorumException timeOut() {
        return new NoQuorumException("nobody answered");
    }
}
