package dev.quorumvip.agent.packet;

import java.util.HexFormat;

/** Test packets written as hexadecimal digits, a field each, blanks anywhere. */
public final class Hex {
    private Hex() {}

    public static byte[] bytes(String... fields) {
        return HexFormat.of().parseHex(String.join("", fields).replace(" ", ""));
    }
}
