package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.net.InetAddress;
import java.util.List;

/**
 * An address that this node has on an interface.
 *
 * @param link the interface as it was when the address was bound
 * @param boundAtNanos clock reading
 * @param boundAtMillis wall time, for people
 */
public record Held(AssignedVip vip, Link link, long boundAtNanos, long boundAtMillis) {
    /** What of it is bound and announced, in the order of the VIP's definition. */
    public List<InetAddress> ips() {
        return List.of(vip.address().ip());
    }

    /**
     * VIPs are bound as a single address: a shorter prefix would tie them to the node's own addresses on that subnet.
     */
    public int boundPrefix() {
        return vip.address().ip().getAddress().length * Byte.SIZE;
    }
}
