package dev.quorumvip.agent.consensus;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the local peer several times a second, for what Ratis does not tell.
 *
 * <ul>
 *   <li>A peer that has closed itself while the process goes on.
 *   <li>A change of leader or term.
 *   <li>A log that is not written any more.
 *   <li>A leader whose entries are not committed: while there is something to write it never notices that it lost
 *       its majority.
 *   <li>Peers that are silent, to which new connections must be made ({@link SilentPeers}).
 * </ul>
 */
final class PeerWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerWatch.class);

    private static final Duration PERIOD = Duration.ofMillis(200);
    /** More between two looks is the machine's doing, and no time in which anything was seen to stand still. */
    private static final Duration LONGEST_GAP = PERIOD.multipliedBy(3);

    /** Ratis closes a peer first, and says afterwards that it was because the peer was removed. */
    private static final Duration CLOSED_GRACE = Duration.ofMillis(500);

    private static final Duration CLOSING_GRACE = Duration.ofSeconds(5);
    /** Far longer than a slow disk's worst; then waiting on is no use. */
    private static final Duration WRITE_MAX = Duration.ofSeconds(10);

    private final LocalPeer local;
    private final GroupChanges changes;
    private final PeerEvents events;
    private final SilentPeers silent;
    private final long stallNanos;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("raft-watch").factory());

    private long lookedAt = System.nanoTime();
    private long watched;
    private LifeCycle.@Nullable State ended;
    private long endedSinceNanos;
    private long flushed = -1;
    private long flushedSinceNanos;
    private long committed = -1;
    private long committedSinceNanos;

    PeerWatch(RatisConfig config, LocalPeer local, GroupChanges changes, PeerEvents events) {
        this.local = local;
        this.changes = changes;
        this.events = events;
        this.silent = new SilentPeers(local);
        // Twice the time in which the others elect a leader, and a slow disk's sync.
        this.stallNanos =
                config.timing().electionMax().multipliedBy(2).plusMillis(200).toNanos();
    }

    void start() {
        var unused =
                thread.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            long now = watchedNanos();
            events.leadershipMayHaveChanged();
            if (isAlive(now)) {
                failIfLogStands(now);
                stepDownIfStalled(now);
                silent.look(now);
            }
        } catch (RuntimeException e) {
            // An exception would end the schedule; what it hides would show in the next look as well.
            log.atWarn().addKeyValue("reason", e).log("Looking at the Raft peer failed");
        }
    }

    /**
     * Time as far as this watch has been awake in it: a process that was stopped for ten seconds has not watched a disk
     * stand still for ten seconds.
     */
    private long watchedNanos() {
        long now = System.nanoTime();
        watched += Math.min(now - lookedAt, LONGEST_GAP.toNanos());
        lookedAt = now;
        return watched;
    }

    private boolean isAlive(long now) {
        if (ExitUtils.isTerminated()) {
            // One of Ratis' threads died of an exception, for which it would have ended this process.
            events.failed(new ConsensusFailure("the Raft peer of this node has failed ("
                    + ExitUtils.getFirstExitException() + "): restart the agent"));
            return false;
        }
        LifeCycle.State state = local.lifeCycle();
        if (!state.isClosingOrClosed() && state != LifeCycle.State.EXCEPTION) {
            return true;
        }
        if (!state.equals(ended)) {
            ended = state;
            endedSinceNanos = now;
        }
        Duration grace = state == LifeCycle.State.CLOSING ? CLOSING_GRACE : CLOSED_GRACE;
        if (now - endedSinceNanos > grace.toNanos()) {
            if (local.wasRemoved()) {
                events.removedFromGroup();
            } else {
                events.failed(new ConsensusFailure(
                        "the Raft peer of this node has stopped by itself (" + state + "): restart the agent"));
            }
        }
        return false;
    }

    /** A log that failed once takes nothing any more, and Ratis tells of it only with the entry after. */
    private void failIfLogStands(long now) {
        RaftLog raftLog = local.division().getRaftLog();
        long index = raftLog.getFlushIndex();
        if (raftLog.getNextIndex() - 1 <= index || index != flushed) {
            flushed = index;
            flushedSinceNanos = now;
        } else if (now - flushedSinceNanos > WRITE_MAX.toNanos()) {
            events.failed(new ConsensusFailure("the disk has taken nothing for the Raft log for "
                    + WRITE_MAX.toSeconds() + " s: see to the disk, then restart the agent"));
        }
    }

    private void stepDownIfStalled(long now) {
        RaftLog raftLog = local.division().getRaftLog();
        long index = raftLog.getLastCommittedIndex();
        boolean waiting = local.info().isLeader() && raftLog.getNextIndex() - 1 > index && !local.isAlone();
        if (!waiting || index != committed) {
            committed = index;
            committedSinceNanos = now;
        } else if (now - committedSinceNanos > stallNanos) {
            committedSinceNanos = now;
            log.atWarn()
                    .addKeyValue("term", local.info().getCurrentTerm())
                    .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(stallNanos))
                    .log("Giving up Raft leadership: nothing was committed for that long");
            var unused = changes.stepDown();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
