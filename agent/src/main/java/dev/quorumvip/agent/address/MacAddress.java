package dev.quorumvip.agent.address;

import java.util.regex.Pattern;

/**
 * An EUI-48 hardware address.
 *
 * @param bits the address as a number, its first octet the most significant; 0 to 2⁴⁸-1
 */
public record MacAddress(long bits) {
    /** Octets in an address. */
    public static final int LENGTH = 6;

    /** {@code ff:ff:ff:ff:ff:ff}: every station on the segment. */
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    /** {@code 00:00:00:00:00:00}: unknown, or none. */
    public static final MacAddress ZERO = new MacAddress(0);

    private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}([:-])(?:[0-9a-fA-F]{2}\\1){4}[0-9a-fA-F]{2}");

    /**
     * The address with these bits.
     *
     * @throws IllegalArgumentException if {@code bits} needs more than 48 bits
     */
    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits: " + Long.toHexString(bits));
        }
    }

    /**
     * The address with these octets, first to last.
     *
     * @throws IllegalArgumentException unless there are six
     */
    public static MacAddress of(byte[] octets) {
        if (octets.length != LENGTH) {
            throw new IllegalArgumentException("a MAC address has " + LENGTH + " octets, not " + octets.length);
        }
        long bits = 0;
        for (byte octet : octets) {
            bits = (bits << Byte.SIZE) | Byte.toUnsignedInt(octet);
        }
        return new MacAddress(bits);
    }

    /**
     * Reads six pairs of hexadecimal digits, all separated by {@code ':'} or all by {@code '-'}, in either case.
     *
     * @throws IllegalArgumentException if {@code text} is not of that form
     */
    public static MacAddress parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a MAC address: \"" + text + "\"");
        }
        return new MacAddress(Long.parseLong(text.replaceAll("[:-]", ""), 16));
    }

    /** The six octets, first to last. */
    public byte[] toBytes() {
        byte[] octets = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            octets[i] = (byte) (bits >>> (Byte.SIZE * (LENGTH - 1 - i)));
        }
        return octets;
    }

    /** Lower-case pairs with colons, such as {@code 02:00:5e:10:00:01}. */
    @Override
    public String toString() {
        return String.format("%012x", bits).replaceAll("..(?!$)", "$0:");
    }
}
