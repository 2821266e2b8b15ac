package dev.quorumvip.agent.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.Hex;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NeighbourAdvertisementTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
    private static final MacAddress ASKER_MAC = MacAddress.parse("02:00:5e:10:00:02");
    private static final MacAddress EVERYBODY = MacAddress.parse("33:33:00:00:00:01");
    private static final Inet6Address VIP = inet6("2001:db8::10");
    private static final Inet6Address ALL_NODES = inet6("ff02::1");
    private static final Inet6Address ASKER = inet6("fe80::2");

    private static final byte[] UNSOLICITED = Hex.bytes(
            "333300000001", // destination: the group of ff02::1, RFC 2464 §7
            "02005e100001", // source
            "86dd", // EtherType IPv6
            "60000000", // version 6, traffic class 0, flow label 0
            "0020", // payload length 32
            "3a", // next header ICMPv6
            "ff", // hop limit 255
            "20010db8000000000000000000000010", // source 2001:db8::10
            "ff020000000000000000000000000001", // destination ff02::1
            "88", // type neighbour advertisement
            "00", // code
            "9afc", // checksum
            "20000000", // override, neither router nor solicited
            "20010db8000000000000000000000010", // target 2001:db8::10
            "02", // option target link-layer address
            "01", // of eight octets
            "02005e100001"); // where the target is

    private static final byte[] ANSWER = Hex.bytes(
            "02005e100002 02005e100001 86dd", // Ethernet, to the asker
            "60000000 0020 3a ff", // IPv6
            "20010db8000000000000000000000010", // source 2001:db8::10
            "fe800000000000000000000000000002", // destination fe80::2
            "88 00 5b7d", // neighbour advertisement
            "60000000", // solicited, override
            "20010db8000000000000000000000010", // target 2001:db8::10
            "02 01 02005e100001"); // target link-layer address

    @Test
    void announcesToEverybodyWithOverrideAndFromTheAddressItself() throws PacketFormatException {
        NeighbourAdvertisement announcement = NeighbourAdvertisement.unsolicited(MAC, VIP, false);
        assertThat(announcement.toBytes()).isEqualTo(UNSOLICITED);
        assertThat(NeighbourAdvertisement.parse(UNSOLICITED))
                .isEqualTo(new NeighbourAdvertisement(
                        EVERYBODY, MAC, VIP, ALL_NODES, false, false, true, VIP, Optional.of(MAC)))
                .isEqualTo(announcement);
    }

    @Test
    void aRouterSaysThatItIsOne() throws PacketFormatException {
        byte[] frame = NeighbourAdvertisement.unsolicited(MAC, VIP, true).toBytes();
        byte[] expected = UNSOLICITED.clone();
        expected[56] = 0x1a; // checksum
        expected[58] = (byte) 0xa0; // router and override
        assertThat(frame).isEqualTo(expected);
        assertThat(NeighbourAdvertisement.parse(frame).router()).isTrue();
    }

    @Test
    void readsAnAnswer() throws PacketFormatException {
        NeighbourAdvertisement answer =
                new NeighbourAdvertisement(ASKER_MAC, MAC, VIP, ASKER, false, true, true, VIP, Optional.of(MAC));
        assertThat(NeighbourAdvertisement.parse(ANSWER)).isEqualTo(answer);
        assertThat(answer.toBytes()).isEqualTo(ANSWER);
    }

    @Test
    void keepsEveryFlagAndTheLackOfTheOption() throws PacketFormatException {
        for (int flags = 0; flags < 8; flags++) {
            NeighbourAdvertisement made = new NeighbourAdvertisement(
                    ASKER_MAC,
                    MAC,
                    ASKER,
                    ASKER,
                    (flags & 4) != 0,
                    (flags & 2) != 0,
                    (flags & 1) != 0,
                    VIP,
                    Optional.empty());
            assertThat(NeighbourAdvertisement.parse(made.toBytes())).isEqualTo(made);
        }
    }

    @Test
    void ignoresPaddingBehindThePacket() throws PacketFormatException {
        assertThat(NeighbourAdvertisement.parse(Arrays.copyOf(UNSOLICITED, 100)))
                .isEqualTo(NeighbourAdvertisement.parse(UNSOLICITED));
    }

    @Test
    void ignoresTrafficClassFlowLabelAndReservedBits() throws PacketFormatException {
        byte[] frame = UNSOLICITED.clone();
        frame[14] = 0x6f;
        frame[17] = 0x0f;
        frame[58] |= 0x1f;
        frame[61] = 0x0f;
        assertThat(NeighbourAdvertisement.parse(Icmpv6Checksum.mended(frame)))
                .isEqualTo(NeighbourAdvertisement.parse(UNSOLICITED));
    }

    @ParameterizedTest
    @CsvSource({
        "12, 0x08, EtherType, 12", // IPv4
        "14, 0x40, version, 14",
        "19, 0x17, payload length, 18", // one less than the message has
        "20, 0x2c, next header, 20", // a fragment: RFC 6980 §5
        "21, 0xfe, hop limit, 21", // was forwarded: RFC 4861 §7.1.2
        "54, 0x86, type, 54", // router advertisement
        "55, 0x01, code, 55",
        "62, 0xff, target address, 62", // multicast
        "79, 0x00, option length, 79",
        "79, 0x02, option 2, 80", // longer than the message
    })
    void refusesWhatAReceiverMustDiscard(int at, String value, String field, int offset) {
        byte[] frame = UNSOLICITED.clone();
        frame[at] = Integer.decode(value).byteValue();
        refuses(Icmpv6Checksum.mended(frame), field, offset);
    }

    @Test
    void refusesAHardwareAddressThatIsNotEthernets() {
        byte[] longer = Arrays.copyOf(UNSOLICITED, UNSOLICITED.length + 8);
        longer[19] = 40; // payload length
        longer[79] = 2; // option length
        refuses(Icmpv6Checksum.mended(longer), "link-layer address", 78);
    }

    @Test
    void refusesAnAnswerToEverybodyThatSaysItWasAskedFor() {
        byte[] frame = UNSOLICITED.clone();
        frame[58] |= 0x40;
        refuses(Icmpv6Checksum.mended(frame), "flags", 58);
    }

    @Test
    void refusesASolicitation() {
        refuses(NeighbourSolicitation.probe(MAC, VIP).toBytes(), "not a neighbour advertisement", 0);
    }

    /** Each bit is in the checksum, or in a header that is checked, apart from Ethernet's addresses. */
    @Test
    void refusesEveryFlippedBitThatTheChecksumCovers() {
        for (int bit = 22 * Byte.SIZE; bit < UNSOLICITED.length * Byte.SIZE; bit++) {
            byte[] frame = UNSOLICITED.clone();
            frame[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatExceptionOfType(PacketFormatException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> NeighbourAdvertisement.parse(frame));
        }
    }

    @Test
    void namesTheChecksumWhenOnlyThatIsWrong() {
        byte[] frame = UNSOLICITED.clone();
        frame[85] ^= 1;
        refuses(frame, "checksum", 56);
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < UNSOLICITED.length; length++) {
            byte[] frame = Arrays.copyOf(UNSOLICITED, length);
            assertThatExceptionOfType(PacketFormatException.class)
                    .isThrownBy(() -> NeighbourPacket.parse(frame))
                    .satisfies(e -> assertThat(e.offset()).isBetween(0, frame.length));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void throwsOnlyItsOwnExceptionForGarbage(int seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 500; i++) {
            byte[] frame = UNSOLICITED.clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            byte[] garbage = random.nextBoolean() ? frame : Arrays.copyOf(frame, random.nextInt(60, 120));
            try {
                assertThat(NeighbourPacket.parse(Icmpv6Checksum.mended(garbage)))
                        .isNotNull();
                read++;
            } catch (PacketFormatException e) {
                assertThat(e.offset()).isBetween(0, garbage.length);
            }
        }
        assertThat(read).as("some were left whole").isPositive();
    }

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    private static void refuses(byte[] frame, String field, int offset) {
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> NeighbourAdvertisement.parse(frame))
                .withMessageContaining(field)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }

    private static Inet6Address inet6(String text) {
        return (Inet6Address) InetAddress.ofLiteral(text);
    }
}
