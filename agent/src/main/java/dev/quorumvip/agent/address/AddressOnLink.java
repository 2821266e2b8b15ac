package dev.quorumvip.agent.address;

import java.net.InetAddress;

/**
 * Which address of which interface is meant.
 *
 * @param interfaceIndex the kernel's number of the interface
 * @param ip the address, without a scope id
 * @param prefixLength the exact one: the same address may be there with another as well
 */
public record AddressOnLink(int interfaceIndex, InetAddress ip, int prefixLength) {
    /** With the longest prefix, /32 or /128, so that it depends on no other address of its subnet. */
    public static AddressOnLink single(int interfaceIndex, InetAddress ip) {
        return new AddressOnLink(interfaceIndex, ip, ip.getAddress().length * Byte.SIZE);
    }

    @Override
    public String toString() {
        return ip.getHostAddress() + "/" + prefixLength + " on interface " + interfaceIndex;
    }
}
