package dev.quorumvip.agent.leader;

import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import java.util.Optional;

/**
 * The reconfiguration epochs that this node opens while it leads, one for each change.
 *
 * <p>A new one also after a change that went well: the answer to it may have come before it is applied here.
 *
 * <p>Not safe for use by several threads.
 */
public final class OwnReconfiguration {
    private long term;
    private long opened;
    private Optional<ReconfigurationEpoch> own = Optional.empty();

    /** This node leads, in that Raft term. */
    public void leadingIn(long now) {
        if (now != term) {
            term = now;
            opened = 0;
            own = Optional.empty();
        }
    }

    /** The epoch in which this node may change one thing; empty if it has to open one first. */
    public Optional<ReconfigurationEpoch> own() {
        return own;
    }

    /**
     * The one to open: newer than all that were opened in this term, also those of which no answer came.
     *
     * @param newest that this node has applied
     */
    public ReconfigurationEpoch next(ReconfigurationEpoch newest) {
        long inLog = newest.term() == term ? newest.count() : 0;
        return new ReconfigurationEpoch(term, Math.max(opened, inLog) + 1);
    }

    /** It is proposed to open {@code epoch}. */
    public void opening(ReconfigurationEpoch epoch) {
        own = Optional.empty();
        opened = epoch.count();
    }

    /** The log has accepted {@code epoch}. */
    public void opened(ReconfigurationEpoch epoch) {
        if (epoch.term() == term && epoch.count() == opened) {
            own = Optional.of(epoch);
        }
    }

    /** A change was begun. */
    public void used() {
        own = Optional.empty();
    }
}
