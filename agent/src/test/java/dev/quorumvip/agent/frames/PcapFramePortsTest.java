package dev.quorumvip.agent.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.ArpPacket;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.FramePortException.Reason;
import dev.quorumvip.agent.announcement.NeighbourAdvertisement;
import dev.quorumvip.agent.announcement.NeighbourSolicitation;
import dev.quorumvip.agent.netlink.RtnlLinkTable;
import dev.quorumvip.agent.netlink.WithoutCapabilities;
import dev.quorumvip.agent.netns.VethPair;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PcapFramePortsTest {
    private final PcapFramePorts ports = new PcapFramePorts();
    private final Frames nearFrames = new Frames();
    private final Frames farFrames = new Frames();
    private VethPair net;
    private MacAddress nearMac;
    private Inet4Address vip;
    private Inet6Address vip6;

    @BeforeEach
    void makeNetwork() throws Exception {
        net = VethPair.create();
        try (RtnlLinkTable links = net.inNear(RtnlLinkTable::open)) {
            nearMac = links.byName("eth0").map(Link::mac).orElseThrow();
        }
        vip = (Inet4Address) InetAddress.getByName("192.0.2.10");
        vip6 = (Inet6Address) InetAddress.getByName("2001:db8::10");
    }

    @AfterEach
    void removeNetwork() {
        if (net != null) {
            net.close();
        }
    }

    @Test
    void announcesToThePeerWithItsOwnMac() throws Exception {
        try (FramePort near = openNear();
                FramePort far = openFar()) {
            assertThat(far).isNotSameAs(near);
            Instant before = Instant.now();
            near.send(ArpPacket.gratuitousRequest(nearMac, vip).toBytes());
            near.send(ArpPacket.gratuitousReply(nearMac, vip).toBytes());
            Frames.Received<ArpPacket> request =
                    farFrames.await(frame -> frame.operation() == ArpPacket.Operation.REQUEST);
            Frames.Received<ArpPacket> reply = farFrames.await(frame -> frame.operation() == ArpPacket.Operation.REPLY);
            assertThat(request.packet()).isEqualTo(ArpPacket.gratuitousRequest(nearMac, vip));
            assertThat(reply.packet()).isEqualTo(ArpPacket.gratuitousReply(nearMac, vip));
            assertThat(request.receivedAt()).isBetween(before.minusMillis(1), Instant.now());
        }
    }

    @Test
    void movesTheNeighbourEntryOfAClient() throws Exception {
        net.ipFar("address add 192.0.2.99/24 dev eth0");
        net.ipFar("neigh replace 192.0.2.10 lladdr 02:00:00:00:00:09 dev eth0 nud stale");
        try (FramePort near = openNear();
                FramePort far = openFar()) {
            assertThat(far).isNotNull();
            near.send(ArpPacket.gratuitousRequest(nearMac, vip).toBytes());
            farFrames.await(ArpPacket::isGratuitous);
            assertThat(net.ipFar("neigh show 192.0.2.10")).contains(nearMac.toString());
        }
    }

    @Test
    void getsTheAnswerToAProbe() throws Exception {
        net.ipFar("address add 192.0.2.10/32 dev eth0");
        try (FramePort near = openNear()) {
            near.send(ArpPacket.probe(nearMac, vip).toBytes());
            ArpPacket answer = nearFrames
                    .await(frame -> frame.operation() == ArpPacket.Operation.REPLY)
                    .packet();
            assertThat(answer.senderIp()).isEqualTo(vip);
            assertThat(answer.targetMac()).isEqualTo(nearMac);
        }
    }

    @Test
    void announcesAVersion6AddressAndMovesTheNeighbourEntryOfAClient() throws Exception {
        net.ipFar("address add 2001:db8::99/64 dev eth0 nodad");
        net.ipFar("neigh replace 2001:db8::10 lladdr 02:00:00:00:00:09 dev eth0 nud reachable");
        try (FramePort near = openNear();
                FramePort far = openFar()) {
            assertThat(far).isNotNull();
            NeighbourAdvertisement announcement = NeighbourAdvertisement.unsolicited(nearMac, vip6, false);
            near.send(announcement.toBytes());
            assertThat(farFrames
                            .await(
                                    NeighbourAdvertisement.class,
                                    heard -> heard.target().equals(vip6))
                            .packet())
                    .isEqualTo(announcement);
            assertThat(net.ipFar("neigh show 2001:db8::10")).contains(nearMac.toString());
        }
    }

    /** As a host that knows its default router by that address would have to know. */
    @Test
    void aClientLearnsFromTheFlagWhetherItIsARouter() throws Exception {
        net.ipFar("address add 2001:db8::99/64 dev eth0 nodad");
        net.ipFar("neigh replace 2001:db8::10 lladdr 02:00:00:00:00:09 dev eth0 nud reachable");
        try (FramePort near = openNear();
                FramePort far = openFar()) {
            assertThat(far).isNotNull();
            for (boolean router : new boolean[] {true, false}) {
                near.send(NeighbourAdvertisement.unsolicited(nearMac, vip6, router)
                        .toBytes());
                farFrames.await(NeighbourAdvertisement.class, heard -> heard.router() == router);
                assertThat(net.ipFar("neigh show 2001:db8::10").contains(" router "))
                        .isEqualTo(router);
            }
        }
    }

    /** From no address at all, of an address that this machine has not: the answer goes to everybody. */
    @Test
    void getsTheAnswerToAVersion6Probe() throws Exception {
        net.ipFar("address add 2001:db8::10/128 dev eth0 nodad");
        MacAddress farMac = farMac();
        try (FramePort near = openNear()) {
            near.send(NeighbourSolicitation.probe(nearMac, vip6).toBytes());
            NeighbourAdvertisement answer = nearFrames
                    .await(NeighbourAdvertisement.class, heard -> heard.target().equals(vip6))
                    .packet();
            assertThat(answer.targetLinkLayer()).contains(farMac);
            assertThat(answer.receiver()).isEqualTo(InetAddress.ofLiteral("ff02::1"));
            assertThat(answer.solicited()).isFalse();
        }
    }

    @Test
    void getsTheAnswerToAVersion6QuestionFromItsOwnAddress() throws Exception {
        net.ipFar("address add 2001:db8::10/128 dev eth0 nodad");
        net.ipNear("address add fe80::77/64 dev eth0 nodad");
        MacAddress farMac = farMac();
        Inet6Address own = (Inet6Address) InetAddress.ofLiteral("fe80::77");
        try (FramePort near = openNear()) {
            near.send(NeighbourSolicitation.question(nearMac, own, vip6).toBytes());
            NeighbourAdvertisement answer = nearFrames
                    .await(NeighbourAdvertisement.class, heard -> heard.target().equals(vip6))
                    .packet();
            assertThat(answer.targetLinkLayer()).contains(farMac);
            assertThat(answer.receiver()).isEqualTo(own);
            assertThat(answer.solicited()).isTrue();
        }
    }

    /** What the kernel sends by itself when it takes an address, with its nonce (RFC 7527). */
    @Test
    void hearsTheProbeOfAMachineThatTakesAnAddress() throws Exception {
        try (FramePort near = openNear()) {
            assertThat(near).isNotNull();
            net.ipFar("address add 2001:db8::10/64 dev eth0");
            NeighbourSolicitation probe = nearFrames
                    .await(NeighbourSolicitation.class, heard -> heard.target().equals(vip6))
                    .packet();
            assertThat(probe.isProbe()).isTrue();
            assertThat(probe.source()).isEqualTo(farMac());
        }
    }

    @Test
    void tellsNothingOfTheRestOfIcmpv6() throws Exception {
        net.ipNear("address add 2001:db8::1/64 dev eth0 nodad");
        net.ipFar("address add 2001:db8::2/64 dev eth0 nodad");
        try (FramePort near = openNear();
                FramePort far = openFar()) {
            assertThat(near).isNotNull();
            // An echo request, which the listener of this test could not read; then what it waits for.
            assertThat(net.inFar(() -> InetAddress.ofLiteral("2001:db8::1").isReachable(2000)))
                    .isTrue();
            far.send(ArpPacket.gratuitousReply(nearMac, vip).toBytes());
            nearFrames.await(ArpPacket::isGratuitous);
            assertThat(nearFrames.unreadable()).isEmpty();
        }
    }

    @Test
    void tellsNothingButForeignArp() throws Exception {
        try (FramePort near = openNear();
                FramePort sameMachine = net.inNear(() -> ports.open("eth0", new Frames()));
                FramePort far = openFar()) {
            near.send(WarmUpFrame.bytes());
            near.send(ArpPacket.probe(nearMac, vip).toBytes());
            sameMachine.send(ArpPacket.probe(nearMac, vip).toBytes());
            far.send(ArpPacket.gratuitousReply(nearMac, vip).toBytes());
            assertThat(farFrames.await(frame -> true).packet())
                    .as("the frame of another protocol, sent before, did not come")
                    .isEqualTo(ArpPacket.probe(nearMac, vip));
            assertThat(nearFrames.await(frame -> true).packet())
                    .as("this machine's own probes, sent before, did not come")
                    .isEqualTo(ArpPacket.gratuitousReply(nearMac, vip));
        }
    }

    @Test
    void survivesTheInterfaceGoingDownAndUp() throws Exception {
        try (FramePort near = openNear();
                FramePort far = openFar()) {
            net.ipNear("link set eth0 down");
            assertThatExceptionOfType(FramePortException.class)
                    .isThrownBy(() -> near.send(ArpPacket.probe(nearMac, vip).toBytes()))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
            net.ipNear("link set eth0 up");
            near.send(ArpPacket.probe(nearMac, vip).toBytes());
            farFrames.await(ArpPacket::isProbe);
            far.send(ArpPacket.gratuitousReply(nearMac, vip).toBytes());
            nearFrames.await(ArpPacket::isGratuitous);
        }
    }

    @Test
    void reportsAnInterfaceThatIsGone() throws Exception {
        try (FramePort near = openNear()) {
            net.ipNear("link del eth0");
            FramePortException failure = nearFrames.awaitFailure();
            assertThat(failure.reason()).isEqualTo(Reason.FAILED);
            assertThat(failure.interfaceName()).isEqualTo("eth0");
            assertThatExceptionOfType(FramePortException.class)
                    .isThrownBy(() -> near.send(ArpPacket.probe(nearMac, vip).toBytes()));
        }
    }

    @Test
    void goesOnAfterAListenerThatFailed() throws Exception {
        try (FramePort near = openNear();
                FramePort far = openFar()) {
            assertThat(far).isNotNull();
            farFrames.throwOnNext();
            near.send(ArpPacket.probe(nearMac, vip).toBytes());
            near.send(ArpPacket.gratuitousReply(nearMac, vip).toBytes());
            farFrames.await(ArpPacket::isGratuitous);
        }
    }

    @Test
    void closesAtOnceAndRepeatedlyAndSendsNoMore() throws Exception {
        FramePort near = openNear();
        long before = System.nanoTime();
        near.close();
        near.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(800));
        assertThatExceptionOfType(FramePortException.class)
                .isThrownBy(() -> near.send(ArpPacket.probe(nearMac, vip).toBytes()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        assertThat(nearFrames.failures()).isEmpty();
    }

    @Test
    void warmsUpWithLoopbackUpOrDown() throws Exception {
        assertThat(warmUpNear()).isTrue();
        net.ipNear("link set lo down");
        assertThat(warmUpNear()).isTrue();
    }

    @Test
    void namesAnUnknownInterface() {
        assertThatExceptionOfType(FramePortException.class)
                .isThrownBy(() -> net.inNear(() -> ports.open("eth7", nearFrames)))
                .withMessageContaining("eth7")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_INTERFACE));
    }

    @Test
    void opensAnInterfaceOnlyWhenItIsUp() throws Exception {
        net.ipNear("link set eth0 down");
        assertThatExceptionOfType(FramePortException.class)
                .isThrownBy(this::openNear)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LINK_DOWN));
        net.ipNear("link set eth0 up");
        openNear().close();
    }

    @Test
    void refusesAnInterfaceWithoutEthernet() {
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "needs the kernel's tun devices");
        net.ipNear("tuntap add dev tun0 mode tun");
        net.ipNear("link set tun0 up");
        assertThatExceptionOfType(FramePortException.class)
                .isThrownBy(() -> net.inNear(() -> ports.open("tun0", nearFrames)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ETHERNET));
    }

    @Test
    void namesTheMissingCapability() {
        assertThatExceptionOfType(FramePortException.class)
                .isThrownBy(() -> net.inNear(() -> WithoutCapabilities.call(() -> ports.open("eth0", nearFrames))))
                .withMessageContaining("CAP_NET_RAW")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_CAPABILITY));
    }

    @Test
    void namesThePackageOfAMissingLibpcap() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.pcap4j.core.pcapLibName=no-such-libpcap",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpensLoopback.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output.lines().toList())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("LIBPCAP_MISSING", "libpcap0.8"));
    }

    /** A program that tries twice to open the loopback, and prints why it could not. */
    static final class OpensLoopback {
        private OpensLoopback() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    new PcapFramePorts().warmUp();
                    System.out.println("opened");
                } catch (FramePortException e) {
                    System.out.println(e.reason() + " " + e.getMessage());
                }
            }
        }
    }

    private MacAddress farMac() throws Exception {
        try (RtnlLinkTable links = net.inFar(RtnlLinkTable::open)) {
            return links.byName("eth0").map(Link::mac).orElseThrow();
        }
    }

    private boolean warmUpNear() throws Exception {
        return net.inNear(() -> {
            ports.warmUp();
            return true;
        });
    }

    private FramePort openNear() throws Exception {
        return net.inNear(() -> ports.open("eth0", nearFrames));
    }

    private FramePort openFar() throws Exception {
        return net.inFar(() -> ports.open("eth0", farFrames));
    }
}
