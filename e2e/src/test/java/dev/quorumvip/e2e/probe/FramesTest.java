package dev.quorumvip.e2e.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.probe.Frames.Arp;
import dev.quorumvip.e2e.probe.Frames.EchoReply;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final MacAddress HOLDER = MacAddress.parse("02:4d:00:00:00:0b");

    @Test
    void arpReplyHasItsFieldsWhereRfc826Has() {
        byte[] frame = bytes(
                "ffffffffffff" // Ethernet destination
                        + "024d0000000b" // Ethernet source
                        + "0806" // ARP
                        + "0001" // Ethernet
                        + "0800" // IPv4
                        + "06" + "04" // address lengths
                        + "0002" // reply
                        + "024d0000000b" // sender
                        + "0a4d0032" // 10.77.0.50
                        + "024d0000000b" // target
                        + "0a4d0032"); // 10.77.0.50
        Arp arp = Arp.parse(frame).orElseThrow();
        int vip = Frames.ipv4("10.77.0.50");
        assertThat(arp).isEqualTo(new Arp(MacAddress.BROADCAST, Arp.REPLY, HOLDER, vip, HOLDER, vip));
        assertThat(arp.isGratuitous()).isTrue();
        assertThat(arp.encode()).isEqualTo(frame);
    }

    @Test
    void framesThatAreNoArpForIpv4AreNone() {
        byte[] request = new Arp(HOLDER, Arp.REQUEST, HOLDER, 1, MacAddress.UNKNOWN, 2).encode();
        assertThat(Arp.parse(Arrays.copyOf(request, request.length - 1))).isEmpty();
        byte[] otherHardware = request.clone();
        otherHardware[15] = 6;
        assertThat(Arp.parse(otherHardware)).isEmpty();
        assertThat(EchoReply.parse(request)).isEmpty();
        assertThat(EchoReply.parse(new byte[0])).isEmpty();
    }

    @Test
    void echoReplyIsReadBehindIpOptions() {
        byte[] frame = bytes("024d00000064" + "024d0000000b" + "0800" // Ethernet
                + "46000020" + "00000000" + "40010000" // IPv4 with six words of header, TTL 64, ICMP
                + "0a4d0032" + "0a4d0064" + "01010101" // 10.77.0.50 to 10.77.0.100, options
                + "0000" + "0000" + "1234" + "0007"); // echo reply, identifier, sequence
        assertThat(EchoReply.parse(frame)).contains(new EchoReply(HOLDER, Frames.ipv4("10.77.0.50"), 0x1234, 7));
    }

    @Test
    void echoRequestSumsToAllOnes() {
        byte[] message = Frames.echoRequest(0xbeef, 0xffff);
        int sum = 0;
        for (int i = 0; i < message.length; i += 2) {
            sum += (message[i] & 0xff) << 8 | (message[i + 1] & 0xff);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        assertThat(sum).isEqualTo(0xffff);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
