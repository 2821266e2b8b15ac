package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.protocol.Message.AssignedVip;

/**
 * An address that this node has on an interface.
 *
 * @param link the interface as it was when the address was bound
 * @param boundAtNanos clock reading
 * @param boundAtMillis wall time, for people
 */
public record Held(AssignedVip vip, Link link, long boundAtNanos, long boundAtMillis) {
    /**
     * VIPs are bound as a single address: a shorter prefix would tie them to the node's own addresses on that subnet.
     */
    public int boundPrefix() {
        return vip.address().ip().getAddress().length * Byte.SIZE;
    }
}
