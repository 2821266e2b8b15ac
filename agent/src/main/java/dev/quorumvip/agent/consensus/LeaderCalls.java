package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.state.UnknownEntryException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are on their way to the leader: so many at a time, each a {@link LeaderCall} on a virtual thread.
 */
final class LeaderCalls implements AutoCloseable {
    /** More than the agent ever has under way, and few enough for the memory of a small machine. */
    static final int IN_FLIGHT_MAX = 256;

    final RaftGroupId group;
    final ClientId clientId = ClientId.randomId();
    final LocalPeer local;
    final PeerChannels channels;
    final Duration timeout;
    final Duration attemptTimeout;

    private final AtomicLong callIds = new AtomicLong();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("raft-call-", 0).factory());
    private volatile List<RaftPeer> voters;

    /** Who answered last; where the next call begins. */
    volatile @Nullable RaftPeer lastLeader;

    LeaderCalls(RatisConfig config, LocalPeer local) {
        this.group = LocalPeer.groupOf(config);
        this.local = local;
        this.channels = new PeerChannels(clientId, local.server().getProperties(), config.tls());
        this.timeout = config.timing().proposal();
        // Longer than a commit takes in a healthy group, short enough for several attempts.
        this.attemptTimeout = config.timing().electionMax().multipliedBy(3);
        this.voters = RaftPeers.peers(config.voters());
    }

    void useVoters(SortedMap<NodeId, RaftMember> next) {
        voters = RaftPeers.peers(next);
    }

    /** Everybody who may lead, as far as this node knows. */
    Map<RaftPeerId, RaftPeer> known() {
        Map<RaftPeerId, RaftPeer> known = new LinkedHashMap<>();
        local.peers().forEach(p -> known.put(p.getId(), p));
        voters.forEach(p -> known.put(p.getId(), p));
        return known;
    }

    /** Reads the leader's answer. */
    @FunctionalInterface
    interface Reader<T> {
        T read(byte[] answer) throws UnknownEntryException;
    }

    /**
     * Completes with the leader's answer, or with {@link NoQuorumException}, {@link LeaderRefusedException}, or what
     * {@code reader} throws.
     */
    <T> CompletableFuture<T> call(RaftClientRequest.Type type, byte[] content, Reader<T> reader) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!inFlight.tryAcquire()) {
            answer.completeExceptionally(new NoQuorumException(
                    IN_FLIGHT_MAX + " requests are waiting for the leader already: this one was not sent"));
            return answer;
        }
        LeaderCall call =
                new LeaderCall(this, type, Message.valueOf(ByteString.copyFrom(content)), callIds.incrementAndGet());
        try {
            threads.execute(() -> complete(answer, call, reader));
        } catch (RejectedExecutionException e) {
            inFlight.release();
            answer.completeExceptionally(new NoQuorumException("the consensus of this node is closed", e));
        }
        return answer;
    }

    private <T> void complete(CompletableFuture<T> answer, LeaderCall call, Reader<T> reader) {
        try {
            T value = reader.read(call.untilAnswered());
            inFlight.release();
            answer.complete(value);
        } catch (NoQuorumException | LeaderRefusedException | UnknownEntryException | RuntimeException e) {
            inFlight.release();
            answer.completeExceptionally(e);
        } catch (InterruptedException e) {
            inFlight.release();
            answer.completeExceptionally(new NoQuorumException("closed while waiting for the leader", e));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        channels.close();
    }
}
