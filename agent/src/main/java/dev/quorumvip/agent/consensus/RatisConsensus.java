package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.LogCodec;
import dev.quorumvip.agent.state.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.RaftClientRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Consensus} by an Apache Ratis peer in this process.
 *
 * <p>Every member runs a peer. One that is no voter waits with an empty log and sends its proposals to the voters; the
 * leader adds it with {@link #changeRaftMembers} when it becomes one. A peer that was removed from the group is over:
 * its node closes this and makes another of the next incarnation.
 */
public final class RatisConsensus implements Consensus {
    private static final Logger log = LoggerFactory.getLogger(RatisConsensus.class);

    /** A founder needs no vote but its own. */
    private static final Duration FOUNDING = Duration.ofSeconds(10);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final RatisConfig config;
    private final LogCodec codec = new LogCodec();
    private final ListenerCalls events;
    private final LogStateMachine machine;

    private volatile @Nullable Running running;

    /** What there is between {@link #start} and {@link #close}. */
    private record Running(LocalPeer peer, LeaderCalls calls, GroupChanges changes, PeerWatch watch) {}

    /** Starts nothing yet. */
    public RatisConsensus(RatisConfig config, Listener listener, QueryHandler queries) {
        this.config = config;
        this.events = new ListenerCalls(listener);
        this.machine = new LogStateMachine(queries, events);
    }

    /**
     * Starts the peer; once. A founder leads when this returns.
     *
     * @throws ConsensusFailure if the port is taken, or the Raft log cannot be used: locked, damaged, gone, not
     *     writable
     */
    public void start() throws ConsensusFailure {
        RaftDirectory directory = new RaftDirectory(config);
        directory.prepare();
        boolean founding = config.start() == RatisConfig.Start.FOUND && !directory.hasStartedBefore();
        LocalPeer peer = startPeer(directory, founding);
        GroupChanges changes = new GroupChanges(config, peer);
        Running started =
                new Running(peer, new LeaderCalls(config, peer), changes, new PeerWatch(config, peer, changes, events));
        running = started;
        try {
            if (founding) {
                machine.firstLeadership().get(FOUNDING.toMillis(), TimeUnit.MILLISECONDS);
            }
            directory.markStarted();
            directory.removeOlder();
        } catch (IOException | TimeoutException | ExecutionException e) {
            close();
            throw new ConsensusFailure("the Raft log in " + config.directory() + " cannot be begun: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ConsensusFailure("interrupted while starting the Raft peer", e);
        }
        machine.startWith(peer.peers());
        events.started(peer::leadership);
        started.watch().start();
    }

    private LocalPeer startPeer(RaftDirectory directory, boolean founding) throws ConsensusFailure {
        try {
            return LocalPeer.start(config, directory.storage(), founding, machine);
        } catch (ConsensusFailure e) {
            // The state machine knows better than Ratis what was wrong with an entry or a snapshot.
            ConsensusFailure cause = events.failure();
            throw cause == null ? e : cause;
        }
    }

    @Override
    public CompletableFuture<List<Outcome>> propose(List<Command> commands) {
        byte[] entry = codec.encodeEntry(commands);
        if (commands.isEmpty() || entry.length > RatisSettings.ENTRY_BYTES_MAX) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(commands.size() + " commands in "
                    + entry.length + " bytes are no log entry: it has at least one, in at most "
                    + RatisSettings.ENTRY_BYTES_MAX + " bytes"));
        }
        return running().calls().call(RaftClientRequest.writeRequestType(), entry, codec::decodeOutcomes);
    }

    @Override
    public CompletableFuture<byte[]> query(byte[] question) {
        return running().calls().call(RaftClientRequest.readRequestType(), question, answer -> answer);
    }

    @Override
    public Applied applied() {
        return machine.applied();
    }

    @Override
    public Leadership leadership() {
        return events.leadership();
    }

    @Override
    public SortedMap<NodeId, RaftMember> raftMembers() {
        return machine.members();
    }

    @Override
    public CompletableFuture<Void> changeRaftMembers(SortedMap<NodeId, RaftMember> members) {
        return running().changes().changeMembers(members);
    }

    @Override
    public CompletableFuture<Void> transferLeadership(NodeId to) {
        return running().changes().transferTo(to);
    }

    @Override
    public void stepDown() {
        var unused = running().changes().stepDown();
    }

    @Override
    public void useVoters(SortedMap<NodeId, RaftMember> voters) {
        running().calls().useVoters(voters);
    }

    /** For tests that speak to the peer past this class. */
    LocalPeer localPeer() {
        return running().peer();
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("not started");
        }
        return now;
    }

    @Override
    public void close() {
        events.mute();
        Running now = running;
        if (now == null) {
            return;
        }
        now.watch().close();
        now.changes().close();
        now.calls().close();
        Thread closing = Thread.ofPlatform().daemon().name("raft-close").start(() -> {
            try {
                now.peer().close();
            } catch (IOException | RuntimeException e) {
                log.atWarn().setCause(e).log("The Raft peer did not close cleanly");
            }
        });
        try {
            if (!closing.join(CLOSING)) {
                log.atWarn().addKeyValue("duration_ms", CLOSING.toMillis()).log("The Raft peer is still closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
