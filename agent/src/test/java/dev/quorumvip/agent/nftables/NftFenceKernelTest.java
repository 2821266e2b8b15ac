package dev.quorumvip.agent.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.netlink.RtnlLinkTable;
import dev.quorumvip.agent.netns.VethPair;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What really comes through: the near machine has the addresses and the fence, and the far one tries to reach them. */
class NftFenceKernelTest {
    private static final String TABLE = "quorumvip_8800";
    private static final int PORT = 5353;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Far longer than a datagram takes from one end of the cable to the other, with neighbour discovery. */
    private static final int PATIENCE_MILLIS = 300;

    private VethPair net;
    private Link link;
    private NftFence fence;

    @BeforeEach
    void open() throws Exception {
        net = VethPair.create();
        net.ipNear("address add 192.0.2.1/24 dev eth0");
        net.ipNear("address add 192.0.2.10/32 dev eth0 noprefixroute");
        net.ipNear("address add 2001:db8::1/64 dev eth0 nodad");
        net.ipNear("address add 2001:db8::10/128 dev eth0 nodad noprefixroute");
        net.ipFar("address add 192.0.2.2/24 dev eth0");
        net.ipFar("address add 2001:db8::2/64 dev eth0 nodad");
        try (RtnlLinkTable links = net.inNear(RtnlLinkTable::open)) {
            link = links.byName(VethPair.INTERFACE).orElseThrow();
        }
        fence = net.inNear(() -> NftFence.open(TABLE, link, System::nanoTime));
    }

    @AfterEach
    void close() {
        if (net != null) {
            fence.close();
            net.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void aGuardedAddressIsReachedOnlyWhileItsGateIsOpen(String address) throws Exception {
        InetAddress ip = InetAddress.ofLiteral(address);
        assertThat(reaches(ip)).as("nothing is guarded yet").isTrue();
        fence.guard(link, ip);
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.open(ip, in(LONG))).isTrue();
        assertThat(reaches(ip)).isTrue();
        assertThat(fence.extend(List.of(ip), in(LONG))).isEmpty();
        assertThat(reaches(ip)).isTrue();
        fence.shut(ip);
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.extend(List.of(ip), in(LONG)))
                .as("an extension opens nothing")
                .containsExactly(ip);
        assertThat(reaches(ip)).isFalse();
        fence.remove(ip);
        assertThat(reaches(ip)).isTrue();
    }

    @Test
    void otherAddressesOfTheMachineAreLeftAlone() throws Exception {
        fence.guard(link, InetAddress.ofLiteral("192.0.2.10"));
        fence.guard(link, InetAddress.ofLiteral("2001:db8::10"));
        assertThat(reaches(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
        assertThat(reaches(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void isNotReachedByOneWhoKnowsWhereItWas(String address) throws Exception {
        InetAddress ip = InetAddress.ofLiteral(address);
        fence.guard(link, ip);
        net.ipFar("neighbour replace " + address + " lladdr " + link.mac() + " dev eth0 nud permanent");
        assertThat(reachesWithoutAsking(ip)).isFalse();
        fence.open(ip, in(LONG));
        assertThat(reachesWithoutAsking(ip)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10 192.0.2.2", "2001:db8::10 2001:db8::2"})
    void nothingIsSentFromIt(String addresses) throws Exception {
        InetAddress ip = InetAddress.ofLiteral(addresses.split(" ")[0]);
        InetAddress far = InetAddress.ofLiteral(addresses.split(" ")[1]);
        fence.guard(link, ip);
        net.ipNear("neighbour replace " + addresses.split(" ")[1] + " lladdr " + farMac() + " dev eth0 nud permanent");
        try (DatagramSocket receiver = net.inFar(() -> new DatagramSocket(new InetSocketAddress(far, PORT)));
                DatagramSocket sender = net.inNear(() -> new DatagramSocket(new InetSocketAddress(ip, 0)))) {
            assertThat(arrives(sender, receiver)).isFalse();
            fence.open(ip, in(LONG));
            assertThat(arrives(sender, receiver)).isTrue();
        }
    }

    /** With nobody doing anything about it: that is what the fence is for. */
    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void nothingThatIsSentAfterTheDeadlineArrives(int millis) throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, ip);
        try (DatagramSocket receiver = net.inNear(() -> new DatagramSocket(new InetSocketAddress(ip, PORT)));
                DatagramSocket sender = net.inFar(() -> new DatagramSocket())) {
            long deadline = in(Duration.ofMillis(millis));
            assertThat(fence.open(ip, deadline)).isTrue();
            while (System.nanoTime() - deadline < 100_000_000) {
                send(sender, ip, System.nanoTime());
                Thread.sleep(1);
            }
            receiver.setSoTimeout(PATIENCE_MILLIS);
            long received = 0;
            long last = deadline - Duration.ofMillis(millis).toNanos();
            try {
                while (true) {
                    last = Math.max(last, receive(receiver));
                    received++;
                }
            } catch (SocketTimeoutException e) {
                // That was all.
            }
            assertThat(received).as("datagrams before the deadline").isPositive();
            assertThat(last - deadline)
                    .as("the last one, ns after the deadline")
                    .isNegative();
        }
    }

    @Test
    void makesTheTableAnewThatSomebodyTookAway() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, ip);
        fence.open(ip, in(LONG));
        try (NftChannel somebody = net.inNear(() -> NftChannel.open(TABLE))) {
            somebody.commit(List.of(new NftChange.DeleteTable()));
        }
        assertThat(fence.extend(List.of(ip), in(LONG))).containsExactly(ip);
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.open(ip, in(LONG))).isTrue();
        assertThat(reaches(ip)).isTrue();
    }

    @Test
    void goesOnWhenTheInterfaceWasReplaced() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, ip);
        net.ipNear("link set eth0 down");
        net.ipNear("link set eth0 name eth1");
        net.ipNear("link add eth0 type veth peer name other");
        Link next;
        try (RtnlLinkTable links = net.inNear(RtnlLinkTable::open)) {
            next = links.byName(VethPair.INTERFACE).orElseThrow();
        }
        fence.guard(next, ip);
        assertThat(fence.open(ip, in(LONG))).isTrue();
        net.ipNear("link del eth0");
        assertThat(fence.extend(List.of(ip), in(LONG))).isEmpty();
    }

    @Test
    void replacesTheTableOfAnEarlierLife() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, ip);
        try (NftFence next = net.inNear(() -> NftFence.open(TABLE, link, System::nanoTime))) {
            assertThat(reaches(ip)).isTrue();
            next.guard(link, ip);
            assertThat(reaches(ip)).isFalse();
            next.remove(ip);
        }
        assertThat(reaches(ip)).isTrue();
        fence.remove(ip);
    }

    @Test
    void theTableOfAnEarlierLifeIsRemovedForOneThatDoesWithout() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, ip);
        net.inNear(() -> {
            NftFence.removeLeftover(TABLE);
            NftFence.removeLeftover(TABLE);
            NftFence.removeLeftover("quorumvip_1");
            return true;
        });
        assertThat(reaches(ip)).isTrue();
        fence.remove(ip);
    }

    @Test
    void manyAddressesAreExtendedTogether() throws Exception {
        List<InetAddress> ips = IntStream.range(0, 200)
                .mapToObj(i -> InetAddress.ofLiteral("198.51.100." + i))
                .toList();
        for (InetAddress ip : ips) {
            fence.guard(link, ip);
            assertThat(fence.open(ip, in(LONG))).isTrue();
        }
        fence.shut(ips.get(17));
        assertThat(fence.extend(ips, in(LONG))).containsExactly(ips.get(17));
    }

    /** As one does who has never heard of the address, and asks first who has it. */
    private boolean reaches(InetAddress ip) throws Exception {
        net.ipFar("neighbour flush dev eth0");
        return reachesWithoutAsking(ip);
    }

    private MacAddress farMac() throws Exception {
        try (RtnlLinkTable links = net.inFar(RtnlLinkTable::open)) {
            return links.byName(VethPair.INTERFACE).orElseThrow().mac();
        }
    }

    private boolean reachesWithoutAsking(InetAddress ip) throws Exception {
        try (DatagramSocket receiver = net.inNear(() -> new DatagramSocket(new InetSocketAddress(ip, PORT)));
                DatagramSocket sender = net.inFar(() -> new DatagramSocket())) {
            return arrives(sender, receiver);
        }
    }

    private static boolean arrives(DatagramSocket sender, DatagramSocket receiver) throws IOException {
        receiver.setSoTimeout(PATIENCE_MILLIS);
        send(sender, receiver.getLocalAddress(), 0);
        try {
            receive(receiver);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static void send(DatagramSocket sender, InetAddress to, long content) throws IOException {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(content).array();
        sender.send(new DatagramPacket(bytes, bytes.length, to, PORT));
    }

    private static long receive(DatagramSocket receiver) throws IOException {
        byte[] bytes = new byte[Long.BYTES];
        receiver.receive(new DatagramPacket(bytes, bytes.length));
        return ByteBuffer.wrap(bytes).getLong();
    }

    private static long in(Duration span) {
        return System.nanoTime() + span.toNanos();
    }
}
