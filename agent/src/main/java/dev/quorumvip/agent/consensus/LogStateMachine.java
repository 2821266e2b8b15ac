package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.Applied;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.LogCodec;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.UnknownEntryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Applies committed entries to the {@link ClusterState}.
 *
 * <p>Ratis applies, takes snapshots and reloads on one thread; everybody else reads the newest state through one
 * volatile field. After an entry that cannot be read nothing more is applied.
 */
final class LogStateMachine extends BaseStateMachine {
    private final LogCodec codec = new LogCodec();
    private final SnapshotFiles snapshots = new SnapshotFiles();
    private final Consensus.QueryHandler queries;
    private final PeerEvents events;

    private final CompletableFuture<Void> firstLeadership = new CompletableFuture<>();

    private volatile Applied applied = new Applied(-1, ClusterState.unfounded());
    private volatile SortedMap<NodeId, RaftMember> members = Collections.emptySortedMap();

    LogStateMachine(Consensus.QueryHandler queries, PeerEvents events) {
        this.queries = queries;
        this.events = events;
    }

    /** Completes when this peer leads for the first time. */
    CompletableFuture<Void> firstLeadership() {
        return firstLeadership;
    }

    Applied applied() {
        return applied;
    }

    SortedMap<NodeId, RaftMember> members() {
        return members;
    }

    /** For a peer that has the configuration on disk and need not apply it again. */
    void startWith(Collection<RaftPeer> peers) {
        if (members.isEmpty()) {
            members = Collections.unmodifiableSortedMap(RaftPeers.members(peers));
        }
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        super.initialize(server, group, storage);
        snapshots.init(storage);
        getLifeCycle().startAndTransition(this::load, IOException.class);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        snapshots.reload();
        getLifeCycle().startAndTransition(this::load, IOException.class);
    }

    private void load() throws IOException {
        SnapshotFiles.Content content = snapshots.read();
        if (content == null) {
            return;
        }
        try {
            setLastAppliedTermIndex(content.at());
            applied = new Applied(content.at().getIndex(), codec.decodeSnapshot(content.bytes()));
        } catch (UnknownEntryException e) {
            throw failed("Raft snapshot at index " + content.at().getIndex() + ": " + e.getMessage(), e);
        }
        events.restored(applied);
    }

    @Override
    public long takeSnapshot() throws IOException {
        Applied newest = applied;
        TermIndex at = getLastAppliedTermIndex();
        if (at.getIndex() < 0) {
            return at.getIndex();
        }
        try {
            snapshots.write(at, codec.encodeSnapshot(newest.state()));
            return at.getIndex();
        } catch (IOException e) {
            throw failed(
                    "cannot write a snapshot of the Raft log: " + e + ": see to the disk, then restart the agent", e);
        }
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots.storage();
    }

    /** On the leader, before an entry is made of a request: what a leader cannot read must not get into the log. */
    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        TransactionContext transaction = super.startTransaction(request);
        try {
            codec.decodeEntry(request.getMessage().getContent().toByteArray());
        } catch (UnknownEntryException e) {
            transaction.setException(e);
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        byte[] stored = entry.getStateMachineLogEntry().getLogData().toByteArray();
        List<Outcome> outcomes = new ArrayList<>();
        ClusterState before = applied.state();
        ClusterState state = before;
        try {
            for (Command command : codec.decodeEntry(stored)) {
                ClusterState.Applied step = state.apply(command);
                state = step.state();
                outcomes.add(step.outcome());
            }
        } catch (UnknownEntryException | RuntimeException e) {
            // Thrown on, so that Ratis stops here and applies nothing after it.
            throw new IllegalStateException(failed("Raft log entry " + entry.getIndex() + ": " + e.getMessage(), e));
        }
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        applied = new Applied(entry.getIndex(), state);
        events.applied(before, applied);
        return CompletableFuture.completedFuture(message(codec.encodeOutcomes(outcomes)));
    }

    private IOException failed(String message, Exception cause) {
        events.failed(new ConsensusFailure(message, cause));
        return new IOException(message, cause);
    }

    @Override
    public CompletableFuture<Message> query(Message question) {
        try {
            return CompletableFuture.completedFuture(
                    message(queries.answer(question.getContent().toByteArray())));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(new StateMachineException("no answer: " + e, e));
        }
    }

    private static Message message(byte[] bytes) {
        return Message.valueOf(ByteString.copyFrom(bytes));
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        applied = new Applied(index, applied.state());
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        // While old peers are named too, the change is only half made.
        if (configuration.getOldPeersCount() == 0) {
            SortedMap<NodeId, RaftMember> next = new TreeMap<>();
            for (RaftPeerProto peer : configuration.getPeersList()) {
                next.putAll(RaftPeers.members(List.of(RaftPeer.newBuilder()
                        .setId(RaftPeerId.valueOf(peer.getId()))
                        .setAddress(peer.getAddress())
                        .build())));
            }
            members = Collections.unmodifiableSortedMap(next);
        }
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
        events.leadershipMayHaveChanged();
    }

    @Override
    public void notifyLeaderReady() {
        firstLeadership.complete(null);
        events.leadershipMayHaveChanged();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        events.leadershipMayHaveChanged();
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        events.failed(new ConsensusFailure(
                "cannot write the Raft log: " + cause + ": see to the disk, then restart the agent", cause));
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServers) {
        // Without the whole server, only when the others said that this peer is none of them.
        if (!allServers) {
            events.removedFromGroup();
        }
    }
}
