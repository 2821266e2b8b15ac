package dev.quorumvip.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one request, in the machine's byte order: fixed fields first, then attributes. */
final class NetlinkWriter {
    private static final int CAPACITY = 256; // an address request takes 80 bytes, a link request 56
    private static final int SEQUENCE_AT = 8;

    private final ByteBuffer out = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

    NetlinkWriter(int type, int flags) {
        out.putInt(0); // nlmsg_len, known at the end
        out.putShort((short) type);
        out.putShort((short) flags);
        out.putInt(0); // nlmsg_seq, given when it is sent
        out.putInt(0); // nlmsg_pid: the kernel knows the socket
    }

    NetlinkWriter u8(int value) {
        out.put((byte) value);
        return this;
    }

    NetlinkWriter u16(int value) {
        out.putShort((short) value);
        return this;
    }

    NetlinkWriter u32(long value) {
        out.putInt((int) value);
        return this;
    }

    NetlinkWriter attribute(int type, byte[] value) {
        int length = 4 + value.length;
        out.putShort((short) length).putShort((short) type).put(value).put(new byte[Rtnetlink.padding(length)]);
        return this;
    }

    NetlinkWriter attributeU8(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    NetlinkWriter attributeU32(int type, long... values) {
        ByteBuffer value = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
        for (long word : values) {
            value.putInt((int) word);
        }
        return attribute(type, value.array());
    }

    NetlinkWriter attributeText(int type, String text) {
        return attribute(type, (text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** The whole message with this sequence number; may be asked for again with another one. */
    byte[] toBytes(int sequence) {
        out.putInt(0, out.position());
        out.putInt(SEQUENCE_AT, sequence);
        return Arrays.copyOf(out.array(), out.position());
    }
}
