package dev.quorumvip.agent.storage;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Every address that this agent may have put on an interface. Written beside each bind and each removal,
 * so that an agent that starts finds what an earlier life left, also on kernels that cannot mark an address as ours.
 *
 * @param addresses the addresses, of which some may never have been bound
 */
public record BoundRecord(Set<Entry> addresses) {

    /**
     * An address on an interface.
     *
     * @param iface the interface's name
     * @param address the IP address
     * @param prefixLength in bits; to delete an address the kernel wants the exact one
     */
    public record Entry(String iface, InetAddress address, int prefixLength) {
        public Entry {
            int longest = address.getAddress().length * Byte.SIZE;
            if (prefixLength < 0 || prefixLength > longest) {
                throw new IllegalArgumentException("prefix length " + prefixLength + " is not from 0 to " + longest);
            }
        }
    }

    /** Nothing bound: that of a new data directory. */
    public static final BoundRecord NONE = new BoundRecord(Set.of());

    public BoundRecord {
        addresses = Set.copyOf(addresses);
    }

    /** With that address. */
    public BoundRecord with(Entry address) {
        Set<Entry> more = new HashSet<>(addresses);
        more.add(address);
        return new BoundRecord(more);
    }

    /** Without that address. */
    public BoundRecord without(Entry address) {
        Set<Entry> fewer = new HashSet<>(addresses);
        fewer.remove(address);
        return new BoundRecord(fewer);
    }
}
