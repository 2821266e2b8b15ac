package dev.quorumvip.agent.lease;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a voter must not forget (DESIGN invariant 3); it is on disk before anything that rests on it is answered.
 *
 * @param closedThrough for each node, the newest epoch that was closed; all older ones are closed with it
 * @param lowestVersion no renewal of an older voter-set version is acknowledged
 * @param longestPromiseNanos the longest promise ever given: for so long a restarted voter closes nothing
 */
public record PromisedRecord(
        SortedMap<NodeId, Long> closedThrough, VoterSetVersion lowestVersion, long longestPromiseNanos) {
    public PromisedRecord {
        closedThrough = Collections.unmodifiableSortedMap(new TreeMap<>(closedThrough));
    }

    /** The record of a voter that has never voted. */
    public static PromisedRecord blank() {
        return new PromisedRecord(new TreeMap<>(), VoterSetVersion.FIRST, 0);
    }

    PromisedRecord withClosed(NodeId node, long epoch) {
        SortedMap<NodeId, Long> next = new TreeMap<>(closedThrough);
        next.merge(node, epoch, Math::max);
        return new PromisedRecord(next, lowestVersion, longestPromiseNanos);
    }

    PromisedRecord withLowestVersion(VoterSetVersion version) {
        return new PromisedRecord(closedThrough, version, longestPromiseNanos);
    }

    PromisedRecord withLongestPromise(long nanos) {
        return new PromisedRecord(closedThrough, lowestVersion, nanos);
    }
}
