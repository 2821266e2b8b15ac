package dev.quorumvip.agent.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * An address that the kernel has on an interface.
 *
 * @param ip the IPv4 or IPv6 address, without a scope id
 * @param prefixLength 0 to 32, or to 128 for IPv6
 * @param interfaceIndex the kernel's number of the interface
 * @param ours whether an agent put it there, in this life or an earlier one, as the address's protocol number says;
 *     always false on kernels before 5.18, which do not keep that number
 * @param validLifetime the whole seconds after which the kernel removes it by itself; empty: never
 */
public record BoundAddress(
        InetAddress ip, int prefixLength, int interfaceIndex, boolean ours, Optional<Duration> validLifetime) {

    /**
     * An address with its prefix checked.
     *
     * @throws IllegalArgumentException if the prefix is longer than the address
     */
    public BoundAddress {
        int longest = ip.getAddress().length * Byte.SIZE;
        if (prefixLength < 0 || prefixLength > longest) {
            throw new IllegalArgumentException(ip.getHostAddress() + " takes no prefix of " + prefixLength + " bits");
        }
    }
}
