package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.ClusterAddress;
import java.net.Inet4Address;
import java.net.InetAddress;

/** Reads the address of one agent that others can reach: one concrete unicast IP address and a port. */
public final class PeerAddress {
    private PeerAddress() {}

    /**
     * Reads {@code 192.0.2.1:8800} or {@code [2001:db8::1]:8800}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static ClusterAddress parse(String text) {
        AddressSyntax.Parts parts = AddressSyntax.split(text, "IP:PORT");
        InetAddress ip = AddressSyntax.address(parts.host());
        if (ip.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    parts.host() + " means every address of this machine, but peers must reach this agent at one:"
                            + " give a concrete IP address");
        }
        if (ip.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    parts.host() + " is a multicast address, not the address of one machine");
        }
        if (parts.host().equals("255.255.255.255")) {
            throw new IllegalArgumentException(
                    parts.host() + " is the broadcast address, not the address of one machine");
        }
        if (isIpv6(ip) && ip.isLinkLocalAddress()) {
            throw new IllegalArgumentException(
                    parts.host() + " is a link-local address, which means another machine on each interface:"
                            + " give a global or unique local one");
        }
        return new ClusterAddress(ip, parts.port());
    }

    static boolean isIpv6(InetAddress ip) {
        return !(ip instanceof Inet4Address);
    }
}
