package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.consensus.Consensus.Applied;
import dev.quorumvip.agent.consensus.Consensus.Leadership;
import dev.quorumvip.agent.consensus.Consensus.Listener;
import dev.quorumvip.agent.state.ClusterState;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on to the listener what it does not know yet, in order, and never an exception of its back to Ratis. */
final class ListenerCalls implements PeerEvents {
    private static final Logger log = LoggerFactory.getLogger(ListenerCalls.class);
    private static final Leadership NONE = new Leadership(false, null, 0);

    private final Listener listener;

    private volatile @Nullable Supplier<Leadership> source;
    private Leadership told = NONE;
    private volatile @Nullable ConsensusFailure failure;
    private boolean failureTold;
    private volatile boolean removed;
    private volatile boolean muted;

    ListenerCalls(Listener listener) {
        this.listener = listener;
    }

    /** The peer has started; until then a failure is the starter's to report. */
    synchronized void started(Supplier<Leadership> leadership) {
        source = leadership;
        leadershipMayHaveChanged();
        tellFailure();
    }

    /** What failed so far, if anything. */
    @Nullable
    ConsensusFailure failure() {
        return failure;
    }

    /**
     * What the listener knows or is about to be told; a peer that failed or was removed leads nothing. Takes no lock.
     */
    Leadership leadership() {
        Supplier<Leadership> peer = source;
        if (peer == null) {
            return NONE;
        }
        Leadership now = peer.get();
        return failure == null && !removed ? now : new Leadership(false, null, now.term());
    }

    /** Nothing more is passed on. Takes no lock, which a notification under way may hold. */
    void mute() {
        muted = true;
    }

    @Override
    public synchronized void applied(ClusterState before, Applied now) {
        call(() -> listener.applied(before, now));
    }

    @Override
    public synchronized void restored(Applied now) {
        call(() -> listener.restored(now));
    }

    @Override
    public synchronized void leadershipMayHaveChanged() {
        if (source == null) {
            return;
        }
        Leadership now = leadership();
        if (!now.equals(told)) {
            told = now;
            call(() -> listener.leadershipChanged(now));
        }
    }

    @Override
    public synchronized void failed(ConsensusFailure why) {
        if (failure == null && !removed) {
            failure = why;
            tellFailure();
        }
    }

    private void tellFailure() {
        ConsensusFailure why = failure;
        if (why != null && source != null && !failureTold) {
            failureTold = true;
            call(() -> listener.failed(why));
        }
    }

    @Override
    public synchronized void removedFromGroup() {
        if (!removed && failure == null) {
            removed = true;
            call(listener::removedFromGroup);
        }
    }

    private void call(Runnable notification) {
        if (muted) {
            return;
        }
        try {
            notification.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The consensus listener threw");
        }
    }
}
