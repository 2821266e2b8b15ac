package dev.quorumvip.e2e.net;

import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param value its 48 bits
 */
public record MacAddress(long value) {
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    public static final MacAddress UNKNOWN = new MacAddress(0);
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** @param text six hexadecimal bytes parted by colons */
    public static MacAddress parse(String text) {
        long value = 0;
        byte[] bytes = COLONS.parseHex(text);
        if (bytes.length != 6) {
            throw new IllegalArgumentException("not an Ethernet address: " + text);
        }
        for (byte b : bytes) {
            value = value << 8 | (b & 0xff);
        }
        return new MacAddress(value);
    }

    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (value >>> 8 * (5 - i));
        }
        return bytes;
    }

    @Override
    public String toString() {
        return COLONS.formatHex(bytes());
    }
}
