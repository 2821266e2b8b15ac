package dev.quorumvip.agent.announcement;

import java.nio.ByteBuffer;

/** Mends the checksum of a frame that a test has changed, so that nothing but the change is wrong with it. */
final class Icmpv6Checksum {
    private static final int PSEUDO_HEADER = 40; // RFC 8200 §8.1
    private static final int ADDRESSES_AT = 22;
    private static final int MESSAGE_AT = 54;

    private Icmpv6Checksum() {}

    /** A copy of the frame whose checksum fits all that follows the IPv6 header. */
    static byte[] mended(byte[] frame) {
        byte[] mended = frame.clone();
        int length = frame.length - MESSAGE_AT;
        ByteBuffer summed = ByteBuffer.allocate(PSEUDO_HEADER + length + length % 2);
        ByteBuffer.wrap(mended).putShort(MESSAGE_AT + 2, (short) 0);
        summed.put(mended, ADDRESSES_AT, 32).putInt(length).putInt(58).put(mended, MESSAGE_AT, length);
        summed.rewind();
        long sum = 0;
        while (summed.hasRemaining()) {
            sum += Short.toUnsignedInt(summed.getShort());
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        ByteBuffer.wrap(mended).putShort(MESSAGE_AT + 2, (short) ~sum);
        return mended;
    }
}
