package dev.quorumvip.agent.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PacketReaderTest {
    @Test
    void readsUnsignedNumbersInNetworkOrder() throws PacketFormatException {
        PacketReader in = new PacketReader(Hex.bytes("ff", "fffe", "fffffffd", "fffffffc"), ByteOrder.BIG_ENDIAN);
        assertThat(in.u8("a")).isEqualTo(0xff);
        assertThat(in.u16("b")).isEqualTo(0xfffe);
        assertThat(in.u32("c")).isEqualTo(0xffff_fffdL);
        assertThat(in.i32("d")).isEqualTo(-4);
        assertThat(in.remaining()).isZero();
    }

    @Test
    void readsNumbersInLittleEndianOrder() throws PacketFormatException {
        PacketReader in = new PacketReader(Hex.bytes("0201", "04030201"), ByteOrder.LITTLE_ENDIAN);
        assertThat(in.u16("a")).isEqualTo(0x0102);
        assertThat(in.u32("b")).isEqualTo(0x01020304L);
    }

    @Test
    void namesFieldAndOffsetOfWhatIsMissing() throws PacketFormatException {
        PacketReader in = new PacketReader(new byte[3], ByteOrder.BIG_ENDIAN);
        in.u16("first");
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> in.u16("second"))
                .withMessageContaining("second")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(2));
        assertThat(in.position()).as("a failed read consumes nothing").isEqualTo(2);
    }

    @Test
    void keepsOffsetsOfThePacketInsideAWindow() throws PacketFormatException {
        PacketReader in = new PacketReader(new byte[8], ByteOrder.BIG_ENDIAN);
        in.u16("before");
        PacketReader window = in.window(3, "window");
        assertThat(in.position()).isEqualTo(5);
        window.u16("inside");
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> window.u16("over the edge"))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(4));
    }

    @Test
    void refusesNegativeCounts() {
        PacketReader in = new PacketReader(new byte[8], ByteOrder.BIG_ENDIAN);
        assertThatExceptionOfType(PacketFormatException.class).isThrownBy(() -> in.bytes(-1, "field"));
    }

    @Test
    void toleratesPaddingThatIsCutOff() {
        PacketReader in = new PacketReader(new byte[2], ByteOrder.BIG_ENDIAN);
        in.skipPadding(3);
        assertThat(in.remaining()).isZero();
    }
}
