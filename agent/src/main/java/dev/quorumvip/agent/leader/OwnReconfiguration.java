package dev.quorumvip.agent.leader;

import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import java.util.Optional;

/**
 * The reconfiguration epochs that this node opens while it leads.
 *
 * <p>The last one is its own as long as it leads in the same term, and knows what became of every change that it made.
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

    /** The epoch in which this node may change something; empty if it has to open one first. */
    public Optional<ReconfigurationEpoch> own() {
        return own;
    }

    /** The one to open: newer than all that were opened in this term, also those of which no answer came. */
    public ReconfigurationEpoch next() {
        return new ReconfigurationEpoch(term, opened + 1);
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

    /** A change was refused, or was begun and may yet come. */
    public void lost() {
        own = Optional.empty();
    }
}
