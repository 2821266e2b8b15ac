package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.consensus.NoQuorumException;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A log in which the test decides when a proposal commits, if it does. What it decides happens on the test's thread, as
 * a library's would.
 */
final class ScriptedConsensus implements Consensus {
    private final Deque<Proposal> underWay = new ArrayDeque<>();
    private final List<List<Command>> proposed = Collections.synchronizedList(new ArrayList<>());
    private final List<SortedMap<NodeId, RaftMember>> raftChanges = Collections.synchronizedList(new ArrayList<>());
    private final List<NodeId> heirs = Collections.synchronizedList(new ArrayList<>());
    private volatile Applied applied = new Applied(0, ClusterState.unfounded());
    private volatile Leadership leadership = new Leadership(false, null, 0);
    private volatile SortedMap<NodeId, RaftMember> raftMembers = new TreeMap<>();
    private boolean atOnce;

    private record Proposal(List<Command> commands, CompletableFuture<List<Outcome>> answer) {}

    /** From now on proposals commit as they come. */
    synchronized void commitAtOnce() {
        atOnce = true;
    }

    /** The oldest proposal under way commits. */
    void commit() {
        Proposal oldest = take();
        oldest.answer.complete(apply(oldest.commands));
    }

    /** The oldest proposal under way does not commit in time. */
    void fail() {
        take().answer.completeExceptionally(new NoQuorumException("a test says so"));
    }

    /** The oldest proposal under way is refused, whatever it is. */
    void refuse(RefusalCause cause) {
        Proposal oldest = take();
        oldest.answer.complete(oldest.commands.stream()
                .<Outcome>map(c -> new Outcome.Refused(cause))
                .toList());
    }

    /** Somebody else's entry commits; every command in it must be accepted. */
    synchronized void append(Command... commands) {
        for (Outcome outcome : apply(List.of(commands))) {
            if (!outcome.accepted()) {
                throw new AssertionError(outcome + " for one of " + List.of(commands));
            }
        }
    }

    /** Whether a proposal waits for {@link #commit}, {@link #fail} or {@link #refuse}. */
    synchronized boolean isUnderWay() {
        return !underWay.isEmpty();
    }

    /** What was proposed since this was asked last. */
    List<List<Command>> takeProposed() {
        synchronized (proposed) {
            List<List<Command>> taken = List.copyOf(proposed);
            proposed.clear();
            return taken;
        }
    }

    /** The only proposal since the last one was taken. */
    List<Command> takeOnlyProposal() {
        List<List<Command>> taken = takeProposed();
        if (taken.size() != 1) {
            throw new AssertionError("one proposal expected, not " + taken);
        }
        return taken.getFirst();
    }

    List<SortedMap<NodeId, RaftMember>> raftChanges() {
        return List.copyOf(raftChanges);
    }

    /** Those that were asked to take leadership over, in turn; none does. */
    List<NodeId> heirs() {
        return List.copyOf(heirs);
    }

    void lead(boolean leading, @Nullable NodeId leader) {
        leadership = new Leadership(leading, leader, leadership.term() + 1);
    }

    void raftMembers(SortedMap<NodeId, RaftMember> members) {
        raftMembers = members;
    }

    ClusterState state() {
        return applied.state();
    }

    @Override
    public synchronized CompletableFuture<List<Outcome>> propose(List<Command> commands) {
        proposed.add(commands);
        if (atOnce) {
            return CompletableFuture.completedFuture(apply(commands));
        }
        Proposal proposal = new Proposal(commands, new CompletableFuture<>());
        underWay.add(proposal);
        return proposal.answer;
    }

    @Override
    public CompletableFuture<byte[]> query(byte[] question) {
        return CompletableFuture.failedFuture(new NoQuorumException("nobody answers questions here"));
    }

    @Override
    public Applied applied() {
        return applied;
    }

    @Override
    public Leadership leadership() {
        return leadership;
    }

    @Override
    public SortedMap<NodeId, RaftMember> raftMembers() {
        return raftMembers;
    }

    @Override
    public CompletableFuture<Void> changeRaftMembers(SortedMap<NodeId, RaftMember> members) {
        raftChanges.add(members);
        raftMembers = members;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> transferLeadership(NodeId to) {
        heirs.add(to);
        return CompletableFuture.failedFuture(new NoQuorumException("nobody takes over here"));
    }

    @Override
    public void stepDown() {}

    @Override
    public void useVoters(SortedMap<NodeId, RaftMember> voters) {}

    @Override
    public void close() {}

    private synchronized Proposal take() {
        return Optional.ofNullable(underWay.poll()).orElseThrow(() -> new AssertionError("no proposal is under way"));
    }

    private synchronized List<Outcome> apply(List<Command> commands) {
        ClusterState state = applied.state();
        List<Outcome> outcomes = new ArrayList<>();
        for (Command command : commands) {
            ClusterState.Applied next = state.apply(command);
            state = next.state();
            outcomes.add(next.outcome());
        }
        applied = new Applied(applied.index() + 1, state);
        return outcomes;
    }
}
