package dev.quorumvip.agent.storage;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.lease.PromisedRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this node promised as a voter, written before the promise is answered.
 *
 * @param closedThrough for each node id the last session epoch that was closed: no session of that node up to and
 *     with this epoch is acknowledged again
 * @param minVoterSetVersion the lowest voter-set version whose renewals are still acknowledged
 * @param maxPromiseNanos the longest time, in nanoseconds, for which an acknowledgement ever bound this voter; a
 *     voter that restarts closes nothing for that long
 */
public record VoterPromises(Map<Long, Long> closedThrough, long minVoterSetVersion, long maxPromiseNanos) {

    /** No promise at all: that of a new data directory. */
    public static final VoterPromises NONE = of(PromisedRecord.blank());

    public VoterPromises {
        closedThrough = Map.copyOf(closedThrough);
        if (minVoterSetVersion < 1 || maxPromiseNanos < 0) {
            throw new IllegalArgumentException("voter-set version below 1, or negative promise");
        }
    }

    /** The file's form of what the voter's table must not forget. */
    public static VoterPromises of(PromisedRecord promised) {
        Map<Long, Long> closes = new HashMap<>();
        promised.closedThrough().forEach((node, epoch) -> closes.put(node.value(), epoch));
        return new VoterPromises(closes, promised.lowestVersion().value(), promised.longestPromiseNanos());
    }

    /** What the voter's table starts from. */
    public PromisedRecord toPromisedRecord() {
        SortedMap<NodeId, Long> closes = new TreeMap<>();
        closedThrough.forEach((node, epoch) -> closes.put(new NodeId(node), epoch));
        return new PromisedRecord(closes, new VoterSetVersion(minVoterSetVersion), maxPromiseNanos);
    }
}
