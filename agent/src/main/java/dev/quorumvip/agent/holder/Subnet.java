package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.BoundAddress;
import java.net.InetAddress;

/**
 * The addresses that an interface is connected to by one of its own.
 *
 * @param prefixLength in bits; one as long as the address connects to nothing else
 */
record Subnet(InetAddress ip, int prefixLength) {
    static Subnet of(BoundAddress address) {
        return new Subnet(address.ip(), address.prefixLength());
    }

    boolean contains(InetAddress other) {
        byte[] mine = ip.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length || prefixLength == mine.length * Byte.SIZE) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((mine[bit / Byte.SIZE] & mask) != (its[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
