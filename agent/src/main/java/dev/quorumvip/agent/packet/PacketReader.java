package dev.quorumvip.agent.packet;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A cursor over a window of bytes. Every read names its field and throws {@link PacketFormatException} with the field's
 * offset when the window ends too early. A window inside a window keeps counting offsets from the start of the whole
 * packet. Unsigned numbers come back in the next larger type. Not safe for use by several threads.
 */
public final class PacketReader {
    private final byte[] bytes;
    private final int end;
    private final boolean bigEndian;
    private int position;

    /** Reads the whole of {@code bytes}, which must not be changed meanwhile. */
    public PacketReader(byte[] bytes, ByteOrder order) {
        this(bytes, 0, bytes.length, order == ByteOrder.BIG_ENDIAN);
    }

    private PacketReader(byte[] bytes, int position, int end, boolean bigEndian) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
        this.bigEndian = bigEndian;
    }

    /** The offset of the next byte, from the start of the whole packet. */
    public int position() {
        return position;
    }

    /** How many bytes are left in this window. */
    public int remaining() {
        return end - position;
    }

    /** The next byte, 0 to 255. */
    public int u8(String field) throws PacketFormatException {
        return (int) unsigned(1, field);
    }

    /** The next two bytes, 0 to 65535. */
    public int u16(String field) throws PacketFormatException {
        return (int) unsigned(2, field);
    }

    /** The next four bytes, 0 to 2³²-1. */
    public long u32(String field) throws PacketFormatException {
        return unsigned(4, field);
    }

    /** The next four bytes as a two's complement number. */
    public int i32(String field) throws PacketFormatException {
        return (int) unsigned(4, field);
    }

    /** A copy of the next {@code count} bytes. */
    public byte[] bytes(int count, String field) throws PacketFormatException {
        int from = take(count, field);
        return Arrays.copyOfRange(bytes, from, from + count);
    }

    /** A window on the next {@code count} bytes; this reader goes on behind them. */
    public PacketReader window(int count, String field) throws PacketFormatException {
        int from = take(count, field);
        return new PacketReader(bytes, from, from + count, bigEndian);
    }

    /** Passes over {@code count} bytes, or over what is left if that is less: for padding, which may be cut off. */
    public void skipPadding(int count) {
        position += Math.min(count, remaining());
    }

    private long unsigned(int width, String field) throws PacketFormatException {
        int from = take(width, field);
        long value = 0;
        for (int i = 0; i < width; i++) {
            int next = bigEndian ? from + i : from + width - 1 - i;
            value = (value << Byte.SIZE) | Byte.toUnsignedInt(bytes[next]);
        }
        return value;
    }

    private int take(int count, String field) throws PacketFormatException {
        if (count < 0 || count > remaining()) {
            throw new PacketFormatException(field + ": needs " + count + " bytes, " + remaining() + " left", position);
        }
        int from = position;
        position += count;
        return from;
    }
}
