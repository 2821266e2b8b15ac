package dev.quorumvip.agent.state;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.NodeId;
import java.net.InetAddress;

/**
 * Somebody has an address of a VIP who should not, for people to know.
 *
 * @param mac the hardware address that claims it
 * @param reporter the node that saw it
 * @param sinceEpochMillis when the cluster took note of it, by the leader's wall clock
 */
public record VipConflict(
        InetAddress address, MacAddress mac, ConflictKind kind, NodeId reporter, long sinceEpochMillis) {

    /** Whether the other tells of the same, whenever that began. */
    public boolean sameAs(VipConflict other) {
        return address.equals(other.address)
                && mac.equals(other.mac)
                && kind == other.kind
                && reporter.equals(other.reporter);
    }
}
