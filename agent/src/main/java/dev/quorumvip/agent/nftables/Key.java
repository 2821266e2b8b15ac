package dev.quorumvip.agent.nftables;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** The key of an element of a set. */
final class Key {
    private final byte[] octets;

    private Key(byte[] octets) {
        this.octets = octets;
    }

    static Key of(InetAddress ip) {
        return new Key(ip.getAddress());
    }

    static Key of(byte... octets) {
        return new Key(octets.clone());
    }

    /** An Ethernet type, as {@code meta protocol} gives it. */
    static Key ofProtocol(int etherType) {
        return Key.of((byte) (etherType >>> Byte.SIZE), (byte) etherType);
    }

    byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(octets, key.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(octets);
    }
}
