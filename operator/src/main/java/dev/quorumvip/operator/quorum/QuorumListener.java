package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.ClusterEvent;

/** Told what is new; on the watch's own thread, so it must be quick. */
public interface QuorumListener {
    /** Something else is known than before. */
    void changed(QuorumView before, QuorumView now);

    /**
     * An event was heard. One may be told again, when the watch begins anew or goes on with another agent.
     *
     * @param clusterId whose event it is
     */
    void happened(String clusterId, ClusterEvent event);
}
