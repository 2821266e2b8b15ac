package dev.quorumvip.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one request, in the machine's byte order unless a method says otherwise: fixed fields first, then attributes.
 */
public final class NetlinkWriter {
    private static final int CAPACITY = 256; // an address request takes 80 bytes, a link request 56
    private static final int SEQUENCE_AT = 8;

    /** linux/netlink.h: NLA_F_NESTED, set in the type of an attribute that holds attributes. */
    private static final int NESTED = 1 << 15;

    private ByteBuffer out = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

    /** What a nested attribute, or several, consist of. */
    @FunctionalInterface
    public interface Content {
        void writeTo(NetlinkWriter out);
    }

    /**
     * @param type nlmsg_type
     * @param flags {@code NLM_F_} bits
     */
    public NetlinkWriter(int type, int flags) {
        out.putInt(0); // nlmsg_len, known at the end
        out.putShort((short) type);
        out.putShort((short) flags);
        out.putInt(0); // nlmsg_seq, given when it is sent
        out.putInt(0); // nlmsg_pid: the kernel knows the socket
    }

    public NetlinkWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    public NetlinkWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    /** In network byte order, whatever the machine's. */
    public NetlinkWriter be16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public NetlinkWriter u32(long value) {
        room(4).putInt((int) value);
        return this;
    }

    public NetlinkWriter attribute(int type, byte[] value) {
        int length = 4 + value.length;
        int padding = Netlink.padding(length);
        room(length + padding).putShort((short) length).putShort((short) type).put(value);
        out.put(new byte[padding]);
        return this;
    }

    public NetlinkWriter attributeU8(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    public NetlinkWriter attributeU32(int type, long... values) {
        ByteBuffer value = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
        for (long word : values) {
            value.putInt((int) word);
        }
        return attribute(type, value.array());
    }

    /** In network byte order, as nfnetlink has its numbers. */
    public NetlinkWriter attributeBe32(int type, long value) {
        return attribute(type, ByteBuffer.allocate(4).putInt((int) value).array());
    }

    /** In network byte order, as nfnetlink has its numbers. */
    public NetlinkWriter attributeBe64(int type, long value) {
        return attribute(type, ByteBuffer.allocate(8).putLong(value).array());
    }

    public NetlinkWriter attributeText(int type, String text) {
        return attribute(type, (text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** An attribute whose value is attributes. */
    public NetlinkWriter nested(int type, Content content) {
        int start = out.position();
        room(4).putShort((short) 0).putShort((short) (type | NESTED));
        content.writeTo(this);
        out.putShort(start, (short) (out.position() - start));
        return this;
    }

    /** The whole message with this sequence number; may be asked for again with another one. */
    public byte[] toBytes(int sequence) {
        out.putInt(0, out.position());
        out.putInt(SEQUENCE_AT, sequence);
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int capacity = Math.max(2 * out.capacity(), out.position() + bytes);
            out = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder()).put(out.flip());
        }
        return out;
    }
}
