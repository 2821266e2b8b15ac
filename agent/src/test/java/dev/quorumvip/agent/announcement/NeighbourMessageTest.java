package dev.quorumvip.agent.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim.Kind;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourMessageTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");
    private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:02");
    private static final Inet4Address VIP = (Inet4Address) InetAddress.ofLiteral("192.0.2.10");
    private static final Inet4Address OWN = (Inet4Address) InetAddress.ofLiteral("192.0.2.1");
    private static final Inet6Address VIP6 = (Inet6Address) InetAddress.ofLiteral("2001:db8::10");
    private static final Inet6Address OWN6 = (Inet6Address) InetAddress.ofLiteral("fe80::1");

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void everyAnnouncementClaimsTheAddress(String address) throws PacketFormatException {
        InetAddress ip = InetAddress.ofLiteral(address);
        for (NeighbourPacket packet : NeighbourPacket.announcements(MAC, ip, false)) {
            assertThat(NeighbourMessage.read(packet.toBytes()))
                    .containsExactly(new NeighbourClaim(ip, MAC, Kind.ANNOUNCEMENT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void aProbeClaimsNothing(String address) throws PacketFormatException {
        InetAddress ip = InetAddress.ofLiteral(address);
        NeighbourQuestion probe = new NeighbourQuestion(ip, MAC, true);
        assertThat(read(NeighbourPacket.probe(MAC, ip))).containsExactly(probe);
        assertThat(read(NeighbourPacket.question(MAC, Optional.empty(), ip))).containsExactly(probe);
    }

    @Test
    void aQuestionClaimsTheAddressItComesFrom() throws PacketFormatException {
        assertThat(read(ArpPacket.request(MAC, OWN, VIP)))
                .containsExactly(new NeighbourClaim(OWN, MAC, Kind.USE), new NeighbourQuestion(VIP, MAC, false));
        assertThat(read(NeighbourPacket.question(MAC, Optional.of(OWN6), VIP6)))
                .containsExactly(new NeighbourClaim(OWN6, MAC, Kind.USE), new NeighbourQuestion(VIP6, MAC, false));
    }

    /** A probe: with the asker's own address as sender it would be learned for nothing. */
    @Test
    void aVersion4QuestionNamesNoSender() {
        assertThat(NeighbourPacket.question(MAC, Optional.of(OWN6), VIP)).isEqualTo(ArpPacket.probe(MAC, VIP));
    }

    @Test
    void anAnswerClaimsTheAddress() throws PacketFormatException {
        assertThat(read(new ArpPacket(OTHER, MAC, ArpPacket.Operation.REPLY, MAC, VIP, OTHER, OWN)))
                .containsExactly(new NeighbourClaim(VIP, MAC, Kind.ANSWER));
        assertThat(read(new NeighbourAdvertisement(OTHER, MAC, VIP6, OWN6, false, true, true, VIP6, Optional.of(MAC))))
                .containsExactly(new NeighbourClaim(VIP6, MAC, Kind.ANSWER));
    }

    /** What neighbours learn is what the option says; who sends it without says where it is itself. */
    @Test
    void believesTheOptionBeforeTheFrame() throws PacketFormatException {
        assertThat(read(new NeighbourAdvertisement(
                        OTHER, OTHER, OWN6, OWN6, false, true, false, VIP6, Optional.of(MAC))))
                .containsExactly(new NeighbourClaim(VIP6, MAC, Kind.ANSWER));
        assertThat(read(new NeighbourAdvertisement(OTHER, MAC, VIP6, OWN6, false, true, false, VIP6, Optional.empty())))
                .containsExactly(new NeighbourClaim(VIP6, MAC, Kind.ANSWER));
        assertThat(read(new NeighbourSolicitation(OTHER, MAC, OWN6, VIP6, VIP6, Optional.empty())))
                .containsExactly(new NeighbourClaim(OWN6, MAC, Kind.USE), new NeighbourQuestion(VIP6, MAC, false));
    }

    @Test
    void refusesWhatIsNeither() {
        byte[] frame = ArpPacket.probe(MAC, VIP).toBytes();
        frame[12] = (byte) 0x88;
        assertThatExceptionOfType(PacketFormatException.class)
                .isThrownBy(() -> NeighbourMessage.read(frame))
                .withMessageContaining("EtherType");
    }

    private static List<NeighbourMessage> read(NeighbourPacket packet) throws PacketFormatException {
        return NeighbourMessage.read(packet.toBytes());
    }
}
