package dev.quorumvip.agent.frames;

import java.nio.ByteBuffer;

/** A frame that means nothing to anybody: no addresses, no content, an EtherType for experiments. */
final class WarmUpFrame {
    private static final int MINIMUM_LENGTH = 60; // IEEE 802.3, without the check sequence
    private static final int ETHERTYPE_AT = 12;
    private static final int LOCAL_EXPERIMENTAL = 0x88b5; // IEEE 802, Local Experimental EtherType 1

    private WarmUpFrame() {}

    static byte[] bytes() {
        return ByteBuffer.allocate(MINIMUM_LENGTH)
                .putShort(ETHERTYPE_AT, (short) LOCAL_EXPERIMENTAL)
                .array();
    }
}
