package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.packet.Hex;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetlinkMessageTest {
    private static final byte[] NEW_IPV4 = Hex.bytes(
            "4c000000", // nlmsg_len 76
            "1400", // nlmsg_type RTM_NEWADDR
            "0505", // nlmsg_flags REQUEST | ACK | REPLACE | CREATE
            "07000000", // nlmsg_seq 7
            "00000000", // nlmsg_pid the kernel's
            "02", // ifa_family AF_INET
            "20", // ifa_prefixlen 32
            "00", // ifa_flags, the low 8 bits
            "00", // ifa_scope universe
            "03000000", // ifa_index 3
            "0800 0200 c000020a", // IFA_LOCAL 192.0.2.10
            "0800 0100 c000020a", // IFA_ADDRESS 192.0.2.10
            "0800 0800 00020000", // IFA_FLAGS NOPREFIXROUTE
            "0500 0b00 51 000000", // IFA_PROTO ours, padded
            "1400 0600", // IFA_CACHEINFO
            "02000000", // ifa_prefered 2 s
            "02000000", // ifa_valid 2 s
            "00000000", // cstamp
            "00000000"); // tstamp

    private static final byte[] NEW_IPV6 = Hex.bytes(
            "64000000", // nlmsg_len 100
            "1400", // nlmsg_type RTM_NEWADDR
            "0501", // nlmsg_flags REQUEST | ACK | REPLACE
            "08000000", // nlmsg_seq 8
            "00000000", // nlmsg_pid the kernel's
            "0a", // ifa_family AF_INET6
            "80", // ifa_prefixlen 128
            "02", // ifa_flags, the low 8 bits: NODAD
            "00", // ifa_scope universe
            "03000000", // ifa_index 3
            "1400 0200 20010db8000000000000000000000010", // IFA_LOCAL 2001:db8::10
            "1400 0100 20010db8000000000000000000000010", // IFA_ADDRESS 2001:db8::10
            "0800 0800 02020000", // IFA_FLAGS NOPREFIXROUTE | NODAD
            "0500 0b00 51 000000", // IFA_PROTO ours, padded
            "1400 0600", // IFA_CACHEINFO
            "00000000", // ifa_prefered: deprecated at once
            "02000000", // ifa_valid 2 s
            "00000000", // cstamp
            "00000000"); // tstamp

    private static final byte[] DELETED_IPV4 = Hex.bytes(
            "30000000", // nlmsg_len 48
            "1500", // nlmsg_type RTM_DELADDR
            "0000", // nlmsg_flags
            "00000000", // nlmsg_seq: a notification
            "00000000", // nlmsg_pid
            "02", // ifa_family AF_INET
            "18", // ifa_prefixlen 24
            "80", // ifa_flags PERMANENT
            "00", // ifa_scope universe
            "03000000", // ifa_index 3
            "0800 0100 c0000202", // IFA_ADDRESS 192.0.2.2, the other end of a point-to-point link
            "0800 0200 c0000201", // IFA_LOCAL 192.0.2.1, ours
            "0800 0300 65746830"); // IFA_LABEL eth0

    private static final byte[] NEW_LINK = Hex.bytes(
            "38000000", // nlmsg_len 56
            "1000", // nlmsg_type RTM_NEWLINK
            "0000", // nlmsg_flags
            "00000000", // nlmsg_seq: a notification
            "00000000", // nlmsg_pid
            "00", // ifi_family AF_UNSPEC
            "00", // padding
            "0100", // ifi_type ARPHRD_ETHER
            "03000000", // ifi_index 3
            "43100100", // ifi_flags UP | BROADCAST | RUNNING | MULTICAST | LOWER_UP
            "00000000", // ifi_change
            "0900 0300 6574683000 000000", // IFLA_IFNAME eth0, padded
            "0a00 0100 02005e100001 0000"); // IFLA_ADDRESS 02:00:5e:10:00:01, padded

    @BeforeAll
    static void fixturesAreLittleEndian() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the fixtures are little-endian");
    }

    @Test
    void bindsIpv4AsTheKernelWantsIt() throws Exception {
        AddressMessage ours = AddressMessage.ours(3, InetAddress.getByName("192.0.2.10"), 32, Duration.ofSeconds(2));
        assertThat(ours.write(new NetlinkWriter(Rtnetlink.RTM_NEWADDR, 0x505)).toBytes(7))
                .isEqualTo(NEW_IPV4);
        assertThat(AddressMessage.parse(only(NEW_IPV4).payload())).isEqualTo(ours);
    }

    @Test
    void bindsIpv6WithoutDetectionAndNotAsASource() throws Exception {
        AddressMessage ours = AddressMessage.ours(3, InetAddress.getByName("2001:db8::10"), 128, Duration.ofSeconds(2));
        assertThat(ours.write(new NetlinkWriter(Rtnetlink.RTM_NEWADDR, 0x105)).toBytes(8))
                .isEqualTo(NEW_IPV6);
        assertThat(AddressMessage.parse(only(NEW_IPV6).payload())).isEqualTo(ours);
    }

    @Test
    void tellsOfAnAddressThatWasAdded() throws Exception {
        BoundAddress expected =
                new BoundAddress(InetAddress.getByName("192.0.2.10"), 32, 3, true, Optional.of(Duration.ofSeconds(2)));
        assertThat(RtnlNetworkEvents.event(only(NEW_IPV4))).contains(new NetworkEvent.AddressAdded(expected));
    }

    @Test
    void tellsOfTheLocalAddressThatWasRemoved() throws Exception {
        assertThat(RtnlNetworkEvents.event(only(DELETED_IPV4)))
                .contains(new NetworkEvent.AddressRemoved(3, InetAddress.getByName("192.0.2.1"), 24));
    }

    @Test
    void takesAnAddressWithoutCacheInfoForOneThatStays() throws Exception {
        AddressMessage message = AddressMessage.parse(only(DELETED_IPV4).payload());
        assertThat(message.flags()).as("from the header, for want of IFA_FLAGS").isEqualTo(0x80);
        assertThat(message.toBoundAddress().validLifetime()).isEmpty();
        assertThat(message.toBoundAddress().ours()).isFalse();
    }

    @Test
    void tellsOfALinkThatChanged() throws Exception {
        assertThat(RtnlNetworkEvents.event(only(NEW_LINK)))
                .contains(new NetworkEvent.LinkChanged(
                        new Link(3, "eth0", MacAddress.parse("02:00:5e:10:00:01"), true, true)));
    }

    @Test
    void readsUpAndCarrierFromTheirFlags() throws Exception {
        assertThat(linkWithFlags(0x01, 0x00)).satisfies(link -> {
            assertThat(link.up()).isTrue();
            assertThat(link.carrier()).isFalse();
        });
        assertThat(linkWithFlags(0x02, 0x00).up()).isFalse();
        assertThat(linkWithFlags(0x00, 0x01).carrier()).isTrue();
    }

    @Test
    void tellsOfALinkThatIsGoneButNotOfOneThatLeftABridge() throws Exception {
        byte[] gone = NEW_LINK.clone();
        gone[4] = Rtnetlink.RTM_DELLINK;
        assertThat(RtnlNetworkEvents.event(only(gone))).contains(new NetworkEvent.LinkRemoved(3, "eth0"));

        byte[] leftBridge = gone.clone();
        leftBridge[16] = 7; // AF_BRIDGE
        assertThat(RtnlNetworkEvents.event(only(leftBridge))).isEmpty();
    }

    @Test
    void hasNoMacOfALinkWithoutSixOctets() throws Exception {
        byte[] tunnel = with(Arrays.copyOf(NEW_LINK, 52), 0, 52);
        tunnel[44] = 8; // IFLA_ADDRESS with 4 octets
        assertThat(LinkMessage.parse(only(tunnel).payload()).mac()).isEqualTo(MacAddress.ZERO);
    }

    @Test
    void readsAllMessagesOfADatagram() throws PacketFormatException {
        byte[] both = Arrays.copyOf(NEW_IPV4, NEW_IPV4.length + DELETED_IPV4.length);
        System.arraycopy(DELETED_IPV4, 0, both, NEW_IPV4.length, DELETED_IPV4.length);
        List<NetlinkMessage> messages = NetlinkMessage.parseAll(both);
        assertThat(messages).extracting(NetlinkMessage::type).containsExactly(20, 21);
        assertThat(messages).extracting(NetlinkMessage::sequence).containsExactly(7, 0);
        assertThat(messages.getFirst().hasFlag(Netlink.NLM_F_CREATE)).isTrue();
        assertThat(messages.getLast().hasFlag(Netlink.NLM_F_CREATE)).isFalse();
    }

    @Test
    void keepsEveryBitOfAnAddress() throws Exception {
        InetAddress none = InetAddress.getByName("0.0.0.0");
        for (int bit = 0; bit < 32; bit++) {
            long word = 1L << bit;
            int octet = 1 << bit % 8;
            byte[] ip = new byte[4];
            ip[bit / 8] = (byte) octet;
            assertSurvives(new AddressMessage(InetAddress.getByAddress(ip), 0, 0, 0, 0, 0, 0, 0));
            assertSurvives(new AddressMessage(none, 0, octet, (int) word, word, octet, word, word));
        }
        for (int bit = 0; bit < 128; bit++) {
            byte[] ip = new byte[16];
            ip[bit / 8] = (byte) (1 << bit % 8);
            assertSurvives(new AddressMessage(Inet6Address.getByAddress(null, ip, -1), bit + 1, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void keepsAnIpv4MappedAddressIpv6() throws Exception {
        byte[] mapped = Hex.bytes("00000000000000000000ffff", "c000020a");
        assertSurvives(new AddressMessage(Inet6Address.getByAddress(null, mapped, -1), 128, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void namesTheOffsetOfAnImpossibleLength() {
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> NetlinkMessage.parseAll(with(NEW_IPV4, 0, 0x0f)))
                .satisfies(e -> assertThat(e.offset()).isZero());
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> NetlinkMessage.parseAll(with(NEW_IPV4, 0, 0x4d)))
                .satisfies(e -> assertThat(e.offset()).isZero());
        assertThatExceptionOfType(PacketFormatException.class)
                .as("an attribute shorter than its header")
                .isThrownBy(
                        () -> AddressMessage.parse(only(with(NEW_IPV4, 24, 3)).payload()))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(24));
        assertThatExceptionOfType(PacketFormatException.class)
                .as("an attribute longer than the message")
                .isThrownBy(
                        () -> AddressMessage.parse(only(with(NEW_IPV4, 56, 21)).payload()))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(60));
    }

    @Test
    void refusesAFamilyOrPrefixItCannotHold() {
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(
                        () -> AddressMessage.parse(only(with(NEW_IPV4, 16, 7)).payload()))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(16));
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(
                        () -> AddressMessage.parse(only(with(NEW_IPV4, 17, 33)).payload()))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(17));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void throwsOnlyItsOwnExceptionForGarbage(int seed) {
        Random random = new Random(seed);
        List<byte[]> originals = List.of(NEW_IPV4, NEW_IPV6, DELETED_IPV4, NEW_LINK);
        for (int i = 0; i < 1000; i++) {
            byte[] garbage = originals.get(random.nextInt(originals.size())).clone();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();
            }
            if (random.nextBoolean()) {
                garbage = Arrays.copyOf(garbage, random.nextInt(garbage.length + 8));
            }
            if (random.nextInt(4) == 0) {
                random.nextBytes(garbage);
            }
            try {
                for (NetlinkMessage message : NetlinkMessage.parseAll(garbage)) {
                    assertThat(RtnlNetworkEvents.event(message)).isNotNull();
                }
            } catch (PacketFormatException e) {
                assertThat(e.offset()).isBetween(0, garbage.length);
            }
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    private static Link linkWithFlags(int firstByte, int thirdByte) throws PacketFormatException {
        return LinkMessage.parse(
                        only(with(with(NEW_LINK, 24, firstByte), 26, thirdByte)).payload())
                .toLink();
    }

    private static byte[] with(byte[] original, int at, int value) {
        byte[] changed = original.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static void assertSurvives(AddressMessage message) throws PacketFormatException {
        byte[] bytes =
                message.write(new NetlinkWriter(Rtnetlink.RTM_NEWADDR, 0)).toBytes(1);
        assertThat(AddressMessage.parse(only(bytes).payload())).isEqualTo(message);
    }

    private static NetlinkMessage only(byte[] datagram) throws PacketFormatException {
        List<NetlinkMessage> messages = NetlinkMessage.parseAll(datagram);
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }
}
