package dev.quorumvip.e2e.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.probe.Protocol.Seen;
import java.net.Inet6Address;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NdpFramesTest {
    private static final MacAddress HOLDER = MacAddress.parse("02:4d:00:00:00:0b");
    private static final MacAddress OBSERVER = MacAddress.parse("02:4d:00:00:00:65");
    private static final Inet6Address VIP = NdpFrames.ipv6("fd00:77::50");
    private static final Inet6Address SENDER = NdpFrames.ipv6("fd00:77::203");

    private final Protocol protocol = Protocol.of("fd00:77::50");

    @Test
    void solicitationHasItsFieldsWhereRfc4861Has() {
        byte[] frame = protocol.question(HOLDER, OBSERVER, 19);
        byte[] expected = bytes(
                "024d0000000b" // Ethernet destination: one node
                        + "024d00000065" // Ethernet source
                        + "86dd" // IPv6
                        + "60000000" + "0020" + "3a" + "ff" // payload length 32, ICMPv6, hop limit 255
                        + "fd000077000000000000000000000203" // from the sender of round 19's slot, 3
                        + "ff0200000000000000000001ff000050" // to the solicited-node group of the target
                        + "8700" + "7947" // neighbour solicitation, checksum
                        + "00000013" // reserved; the round
                        + "fd000077000000000000000000000050" // target
                        + "0101" + "024d00000065"); // source link-layer address
        assertThat(frame).isEqualTo(expected);
        assertThat(NdpFrames.Solicitation.parse(frame))
                .contains(new NdpFrames.Solicitation(HOLDER, OBSERVER, SENDER, VIP, 19));
        assertThat(protocol.read(frame)).contains(new Seen.Question(HOLDER, 3, 19));
    }

    @Test
    void repliesAndAnnouncementsAreToldApart() {
        byte[] reply = advertisement("fd000077000000000000000000000203", "60");
        byte[] announcement = advertisement("ff020000000000000000000000000001", "20");
        byte[] toAnotherAsker = advertisement("fd000077000000000000000000000100", "60");
        assertThat(protocol.read(reply)).contains(new Seen.Reply(HOLDER, 3));
        assertThat(protocol.read(announcement)).contains(new Seen.Announced(HOLDER, Announcement.Form.ADVERTISEMENT));
        assertThat(protocol.read(toAnotherAsker)).isEmpty();
        assertThat(Protocol.of("fd00:77::51").read(reply)).isEmpty();
    }

    @Test
    void echoRepliesAreRead() {
        byte[] frame = bytes("024d00000064" + "024d0000000b" + "86dd" // Ethernet
                + "60000000" + "0010" + "3a" + "40" // IPv6
                + "fd000077000000000000000000000050" + "fd000077000000000000000000000100"
                + "8100" + "0000" + "1234" + "0007" + "0000000000000000"); // echo reply, identifier, sequence
        assertThat(NdpFrames.EchoReply.parse(frame)).contains(new NdpFrames.EchoReply(VIP, 0x1234, 7));
        assertThat(protocol.read(frame)).contains(new Seen.EchoReply(0x1234, 7));
    }

    @Test
    void framesThatAreSomethingElseAreNone() {
        byte[] question = protocol.question(HOLDER, OBSERVER, 0);
        assertThat(protocol.read(Arrays.copyOf(question, 77))).isEmpty();
        assertThat(protocol.read(new byte[0])).isEmpty();
        byte[] router = question.clone();
        router[54] = (byte) 133; // router solicitation
        assertThat(protocol.read(router)).isEmpty();
        byte[] arp = Protocol.of("10.77.0.50").question(HOLDER, OBSERVER, 0);
        assertThat(protocol.read(arp)).isEmpty();
        assertThat(Protocol.of("10.77.0.50").read(question)).isEmpty();
    }

    @Test
    void arpQuestionsNameTheirRoundLikewise() {
        Protocol arp = Protocol.of("10.77.0.50");
        assertThat(arp.read(arp.question(HOLDER, OBSERVER, 19))).contains(new Seen.Question(HOLDER, 3, 19));
    }

    private static byte[] advertisement(String receiver, String flags) {
        return bytes("024d00000065" + "024d0000000b" + "86dd" // Ethernet
                + "60000000" + "0018" + "3a" + "ff" // IPv6
                + "fd000077000000000000000000000050" + receiver
                + "8800" + "0000" + flags + "000000" // neighbour advertisement; nobody here looks at its checksum
                + "fd000077000000000000000000000050");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
