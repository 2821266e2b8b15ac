package dev.quorumvip.agent.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.Hex;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArpPacketTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
    private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:02");
    private static final Inet4Address VIP = inet4("192.0.2.10");
    private static final Inet4Address OWN = inet4("192.0.2.1");

    private static final byte[] ANSWER = Hex.bytes(
            "02005e100002", // destination: who asked
            "02005e100001", // source
            "0806", // EtherType ARP
            "0001", // hardware type Ethernet
            "0800", // protocol type IPv4
            "06", // hardware address length
            "04", // protocol address length
            "0002", // operation reply
            "02005e100001", // sender hardware address
            "c000020a", // sender protocol address 192.0.2.10
            "02005e100002", // target hardware address
            "c0000201"); // target protocol address 192.0.2.1

    @Test
    void readsAndWritesEveryField() throws PacketFormatException {
        ArpPacket packet = ArpPacket.parse(ANSWER);
        assertThat(packet).isEqualTo(new ArpPacket(OTHER, MAC, ArpPacket.Operation.REPLY, MAC, VIP, OTHER, OWN));
        assertThat(packet.toBytes()).isEqualTo(ANSWER);
        assertThat(packet.isGratuitous()).isFalse();
        assertThat(packet.isProbe()).isFalse();
    }

    @Test
    void announcesAsRequestToEverybody() {
        assertThat(ArpPacket.gratuitousRequest(MAC, VIP).toBytes())
                .isEqualTo(Hex.bytes(
                        "ffffffffffff", // destination: everybody
                        "02005e100001", // source
                        "0806 0001 0800 06 04", // ARP for IPv4 over Ethernet
                        "0001", // operation request
                        "02005e100001", // sender hardware address
                        "c000020a", // sender protocol address
                        "000000000000", // target hardware address: asked for, so to say
                        "c000020a")); // target protocol address: the sender's
        assertThat(ArpPacket.gratuitousRequest(MAC, VIP).isGratuitous()).isTrue();
    }

    @Test
    void announcesAsReplyWithItsOwnMacAsTarget() {
        assertThat(ArpPacket.gratuitousReply(MAC, VIP).toBytes())
                .isEqualTo(Hex.bytes(
                        "ffffffffffff", // destination: everybody
                        "02005e100001", // source
                        "0806 0001 0800 06 04", // ARP for IPv4 over Ethernet
                        "0002", // operation reply
                        "02005e100001", // sender hardware address
                        "c000020a", // sender protocol address
                        "02005e100001", // target hardware address: the sender's
                        "c000020a")); // target protocol address: the sender's
        assertThat(ArpPacket.gratuitousReply(MAC, VIP).isGratuitous()).isTrue();
    }

    @Test
    void probesWithoutClaimingTheAddress() {
        ArpPacket probe = ArpPacket.probe(MAC, VIP);
        assertThat(probe.toBytes())
                .isEqualTo(Hex.bytes(
                        "ffffffffffff", // destination: everybody
                        "02005e100001", // source
                        "0806 0001 0800 06 04", // ARP for IPv4 over Ethernet
                        "0001", // operation request
                        "02005e100001", // sender hardware address
                        "00000000", // sender protocol address: none, RFC 5227 §2.1.1
                        "000000000000", // target hardware address: zero, RFC 5227 §2.1.1
                        "c000020a")); // target protocol address: the one probed
        assertThat(probe.isProbe()).isTrue();
        assertThat(probe.isGratuitous()).isFalse();
    }

    @Test
    void asksEverybodyOrOneStation() {
        ArpPacket broadcast = ArpPacket.request(MAC, OWN, VIP);
        ArpPacket unicast = ArpPacket.request(MAC, OWN, VIP, OTHER);
        assertThat(broadcast.destination()).isEqualTo(MacAddress.BROADCAST);
        assertThat(unicast.destination()).isEqualTo(OTHER);
        assertThat(unicast.targetMac()).isEqualTo(MacAddress.ZERO);
        assertThat(unicast.operation()).isEqualTo(ArpPacket.Operation.REQUEST);
        assertThat(unicast.senderIp()).isEqualTo(OWN);
        assertThat(unicast.targetIp()).isEqualTo(VIP);
        assertThat(unicast.isProbe()).isFalse();
    }

    @Test
    void ignoresPadding() throws PacketFormatException {
        assertThat(ArpPacket.parse(Arrays.copyOf(ANSWER, 60))).isEqualTo(ArpPacket.parse(ANSWER));
    }

    @ParameterizedTest
    @CsvSource({
        "12, 0x81, EtherType", // a VLAN tag
        "14, 0x06, hardware type", // IEEE 802
        "16, 0x86, protocol type", // IPv6
        "18, 0x08, hardware address length",
        "19, 0x10, protocol address length",
        "21, 0x03, operation", // RARP's
        "21, 0x00, operation",
    })
    void refusesOtherProtocols(int at, String value, String field) {
        byte[] frame = ANSWER.clone();
        frame[at] = Integer.decode(value).byteValue();
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> ArpPacket.parse(frame))
                .withMessageContaining(field)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(at == 21 ? 20 : at));
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < ArpPacket.FRAME_LENGTH; length++) {
            byte[] frame = Arrays.copyOf(ANSWER, length);
            assertThatExceptionOfType(PacketFormatException.class)
                    .isThrownBy(() -> ArpPacket.parse(frame))
                    .satisfies(e -> assertThat(e.offset()).isBetween(0, frame.length));
        }
    }

    @Test
    void keepsEveryBitItAccepts() {
        int accepted = 0;
        for (int bit = 0; bit < ANSWER.length * Byte.SIZE; bit++) {
            byte[] frame = ANSWER.clone();
            frame[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            try {
                assertThat(ArpPacket.parse(frame).toBytes()).isEqualTo(frame);
                accepted++;
            } catch (PacketFormatException e) {
                assertThat(bit / Byte.SIZE)
                        .as("only the fixed fields refuse a bit")
                        .isBetween(12, 21);
            }
        }
        assertThat(accepted).as("two frame addresses, two MACs, two IPs").isEqualTo((4 * 6 + 2 * 4) * Byte.SIZE);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void throwsOnlyItsOwnExceptionForGarbage(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] frame = ANSWER.clone();
            for (int changes = random.nextInt(8); changes >= 0; changes--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            byte[] garbage = Arrays.copyOf(frame, random.nextInt(80));
            try {
                assertThat(Arrays.copyOf(ArpPacket.parse(garbage).toBytes(), ArpPacket.FRAME_LENGTH))
                        .isEqualTo(Arrays.copyOf(garbage, ArpPacket.FRAME_LENGTH));
            } catch (PacketFormatException e) {
                assertThat(e.offset()).isBetween(0, garbage.length);
            }
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    private static Inet4Address inet4(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
