package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.MessageCodec;
import java.nio.ByteBuffer;
import javax.crypto.spec.GCMParameterSpec;

/**
 * What stands in clear before the sealed message, and is authenticated with it:
 *
 * <pre>
 *  0  magic "QVIP"
 *  4  format version, 1
 *  5  sender's node id
 * 13  boot: which life of the sender
 * 21  counter: which datagram of that life
 * 29  the message in AES-GCM, then its tag of 16 bytes
 * </pre>
 */
record DatagramHeader(NodeId sender, long boot, long counter) {
    static final int MAGIC = 0x5156_4950; // "QVIP"
    static final int FORMAT_VERSION = 1;
    static final int BYTES = 4 + 1 + 3 * Long.BYTES;
    static final int TAG_BYTES = 16;
    static final int MIN_DATAGRAM_BYTES = BYTES + TAG_BYTES;
    static final int MAX_DATAGRAM_BYTES = BYTES + MessageCodec.MAX_BYTES + TAG_BYTES;

    private static final int NONCE_BYTES = 12; // NIST SP 800-38D §8.2: 96 bits

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .put((byte) FORMAT_VERSION)
                .putLong(sender.value())
                .putLong(boot)
                .putLong(counter)
                .array();
    }

    /** NIST SP 800-38D §8.2.1: four bytes that are fixed, eight that count. The key says whose nonce it is. */
    GCMParameterSpec nonce() {
        byte[] nonce =
                ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(counter).array();
        return new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
    }
}
