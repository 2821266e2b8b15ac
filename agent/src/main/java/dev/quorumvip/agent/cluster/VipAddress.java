package dev.quorumvip.agent.cluster;

import dev.quorumvip.api.IpText;
import java.net.InetAddress;

/**
 * A virtual IP as a user wrote it: an address and the prefix length of the network it lives in.
 *
 * @param ip the address clients use, without a scope
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record VipAddress(InetAddress ip, int prefixLength) {
    public VipAddress {
        Scopes.refuse(ip);
        int bits = ip.getAddress().length * Byte.SIZE;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not within 0.." + bits);
        }
    }

    /**
     * Reads {@code 192.0.2.5/24}.
     *
     * @throws IllegalArgumentException if it is not an address literal, a slash and a prefix length
     */
    public static VipAddress parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("'" + cidr + "' is not ADDRESS/PREFIX");
        }
        try {
            return new VipAddress(
                    InetAddress.ofLiteral(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + cidr + "': " + e.getMessage(), e);
        }
    }

    /** As in {@code 192.0.2.5/24}; IPv6 in the form of RFC 5952, {@code 2001:db8::5/64}. */
    @Override
    public String toString() {
        return IpText.of(ip) + "/" + prefixLength;
    }
}
