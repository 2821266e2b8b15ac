package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.net.InetAddress;
import java.util.List;

/**
 * A VIP that this node has on an interface.
 *
 * @param ips its addresses: all of them are on the interface, or none
 * @param link the interface as it was when they were bound
 * @param boundAtNanos clock reading
 * @param boundAtMillis wall time, for people
 */
public record Held(AssignedVip vip, List<InetAddress> ips, Link link, long boundAtNanos, long boundAtMillis) {
    public Held {
        ips = List.copyOf(ips);
    }

    /** With whatever addresses the VIP has. */
    public Held(AssignedVip vip, Link link, long boundAtNanos, long boundAtMillis) {
        this(vip, vip.addresses().stream().map(VipAddress::ip).toList(), link, boundAtNanos, boundAtMillis);
    }

    /**
     * As they are bound: each as a single address, since a shorter prefix would tie it to the node's own addresses on
     * that subnet.
     */
    public List<AddressOnLink> addresses() {
        return ips.stream().map(ip -> AddressOnLink.single(link.index(), ip)).toList();
    }
}
