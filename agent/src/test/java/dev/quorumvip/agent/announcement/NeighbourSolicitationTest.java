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
import org.junit.jupiter.api.Test;

class NeighbourSolicitationTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
    private static final MacAddress GROUP_MAC = MacAddress.parse("33:33:ff:00:00:10");
    private static final Inet6Address VIP = inet6("2001:db8::10");
    private static final Inet6Address GROUP = inet6("ff02::1:ff00:10");
    private static final Inet6Address OWN = inet6("fe80::1");

    private static final byte[] PROBE = Hex.bytes(
            "3333ff000010", // destination: the group of ff02::1:ff00:10, RFC 2464 §7
            "02005e100001", // source
            "86dd", // EtherType IPv6
            "60000000", // version 6, traffic class 0, flow label 0
            "0018", // payload length 24
            "3a", // next header ICMPv6
            "ff", // hop limit 255
            "00000000000000000000000000000000", // source ::, RFC 4862 §5.4.2
            "ff0200000000000000000001ff000010", // destination ff02::1:ff00:10
            "87", // type neighbour solicitation
            "00", // code
            "4ccf", // checksum
            "00000000", // reserved
            "20010db8000000000000000000000010"); // target 2001:db8::10

    private static final byte[] QUESTION = Hex.bytes(
            "3333ff000010 02005e100001 86dd", // Ethernet
            "60000000 0020 3a ff", // IPv6, payload length 32
            "fe800000000000000000000000000001", // source fe80::1
            "ff0200000000000000000001ff000010", // destination ff02::1:ff00:10
            "87 00 ed32 00000000", // neighbour solicitation
            "20010db8000000000000000000000010", // target 2001:db8::10
            "01", // option source link-layer address
            "01", // of eight octets
            "02005e100001"); // where the asker is

    @Test
    void probesWithoutClaimingTheAddress() throws PacketFormatException {
        NeighbourSolicitation probe = NeighbourSolicitation.probe(MAC, VIP);
        assertThat(probe.toBytes()).isEqualTo(PROBE);
        assertThat(NeighbourSolicitation.parse(PROBE))
                .isEqualTo(
                        new NeighbourSolicitation(GROUP_MAC, MAC, Ipv6Groups.UNSPECIFIED, GROUP, VIP, Optional.empty()))
                .isEqualTo(probe);
        assertThat(probe.isProbe()).isTrue();
    }

    @Test
    void asksFromAnAddressOfItsOwnAndSaysWhereThatIs() throws PacketFormatException {
        NeighbourSolicitation question = NeighbourSolicitation.question(MAC, OWN, VIP);
        assertThat(question.toBytes()).isEqualTo(QUESTION);
        assertThat(NeighbourSolicitation.parse(QUESTION))
                .isEqualTo(new NeighbourSolicitation(GROUP_MAC, MAC, OWN, GROUP, VIP, Optional.of(MAC)))
                .isEqualTo(question);
        assertThat(question.isProbe()).isFalse();
    }

    @Test
    void asksTheGroupOfTheLast24Bits() {
        assertThat(NeighbourSolicitation.probe(MAC, inet6("2001:db8:1:2:3:4:56ab:cdef")))
                .extracting(NeighbourSolicitation::receiver, NeighbourSolicitation::destination)
                .containsExactly(inet6("ff02::1:ffab:cdef"), MacAddress.parse("33:33:ff:ab:cd:ef"));
    }

    /** Linux sends it with its own (RFC 7527 §4.2). */
    @Test
    void passesOverTheNonceOfAProbe() throws PacketFormatException {
        byte[] nonce = Arrays.copyOf(PROBE, PROBE.length + 8);
        System.arraycopy(Hex.bytes("0e01 010203040506"), 0, nonce, PROBE.length, 8); // option 14, RFC 3971 §5.3.2
        nonce[19] = 32; // payload length
        nonce[56] = 0x35; // checksum
        nonce[57] = (byte) 0xba;
        assertThat(NeighbourSolicitation.parse(nonce)).isEqualTo(NeighbourSolicitation.probe(MAC, VIP));
    }

    @Test
    void takesAQuestionToOneStationAlone() throws PacketFormatException {
        NeighbourSolicitation unicast = new NeighbourSolicitation(MAC, MAC, OWN, VIP, VIP, Optional.empty());
        assertThat(NeighbourSolicitation.parse(unicast.toBytes())).isEqualTo(unicast);
    }

    @Test
    void refusesAProbeThatGoesToNoSolicitedNodeGroup() {
        NeighbourSolicitation toAll = new NeighbourSolicitation(
                GROUP_MAC, MAC, Ipv6Groups.UNSPECIFIED, Ipv6Groups.ALL_NODES, VIP, Optional.empty());
        refuses(toAll.toBytes(), "destination address", 38);
        NeighbourSolicitation toOne =
                new NeighbourSolicitation(MAC, MAC, Ipv6Groups.UNSPECIFIED, VIP, VIP, Optional.empty());
        refuses(toOne.toBytes(), "destination address", 38);
    }

    @Test
    void refusesAProbeThatSaysWhereItsSenderIs() {
        NeighbourSolicitation odd =
                new NeighbourSolicitation(GROUP_MAC, MAC, Ipv6Groups.UNSPECIFIED, GROUP, VIP, Optional.of(MAC));
        refuses(odd.toBytes(), "source link-layer address", 78);
    }

    @Test
    void refusesAnAdvertisement() {
        refuses(NeighbourAdvertisement.unsolicited(MAC, VIP, false).toBytes(), "not a neighbour solicitation", 0);
    }

    private static void refuses(byte[] frame, String field, int offset) {
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> NeighbourSolicitation.parse(frame))
                .withMessageContaining(field)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }

    private static Inet6Address inet6(String text) {
        return (Inet6Address) InetAddress.ofLiteral(text);
    }
}
