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
import java.util.ArrayList;
import java.util.List;
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
    void aGuardedAddressIsReachedOnlyWhileItIsGrantedAndTheLeaseRuns(String address) throws Exception {
        InetAddress ip = InetAddress.ofLiteral(address);
        assertThat(reaches(ip)).as("nothing is guarded yet").isTrue();
        fence.guard(link, List.of(ip));
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.begin(in(LONG))).isTrue();
        assertThat(reaches(ip)).as("a lease alone opens nothing").isFalse();
        assertThat(fence.grant(List.of(ip))).isTrue();
        assertThat(reaches(ip)).isTrue();
        assertThat(fence.extend(in(LONG))).isTrue();
        assertThat(reaches(ip)).isTrue();
        fence.shut(List.of(ip));
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.extend(in(LONG))).isTrue();
        assertThat(reaches(ip)).as("an extension opens nothing").isFalse();
        fence.shut(List.of(ip));
        fence.remove(List.of(ip));
        assertThat(reaches(ip)).isTrue();
        fence.remove(List.of(ip));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void whatWasGrantedUnderAFormerLeaseStaysClosedUnderTheNext(String address) throws Exception {
        InetAddress ip = InetAddress.ofLiteral(address);
        open(Duration.ofMillis(200), ip);
        Thread.sleep(200);
        assertThat(fence.extend(in(LONG))).as("it has run out").isFalse();
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.begin(in(LONG))).isTrue();
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.grant(List.of(ip))).isTrue();
        assertThat(reaches(ip)).isTrue();
        assertThat(fence.begin(in(LONG))).as("while one runs").isTrue();
        assertThat(reaches(ip)).isFalse();
    }

    @Test
    void otherAddressesOfTheMachineAreLeftAlone() throws Exception {
        fence.guard(link, List.of(InetAddress.ofLiteral("192.0.2.10"), InetAddress.ofLiteral("2001:db8::10")));
        assertThat(reaches(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
        assertThat(reaches(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void isNotReachedByOneWhoKnowsWhereItWas(String address) throws Exception {
        InetAddress ip = InetAddress.ofLiteral(address);
        fence.guard(link, List.of(ip));
        net.ipFar("neighbour replace " + address + " lladdr " + link.mac() + " dev eth0 nud permanent");
        assertThat(reachesWithoutAsking(ip)).isFalse();
        open(LONG, ip);
        assertThat(reachesWithoutAsking(ip)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10 192.0.2.2", "2001:db8::10 2001:db8::2"})
    void nothingIsSentFromIt(String addresses) throws Exception {
        InetAddress ip = InetAddress.ofLiteral(addresses.split(" ")[0]);
        InetAddress far = InetAddress.ofLiteral(addresses.split(" ")[1]);
        fence.guard(link, List.of(ip));
        net.ipNear("neighbour replace " + addresses.split(" ")[1] + " lladdr " + farMac() + " dev eth0 nud permanent");
        try (DatagramSocket receiver = net.inFar(() -> new DatagramSocket(new InetSocketAddress(far, PORT)));
                DatagramSocket sender = net.inNear(() -> new DatagramSocket(new InetSocketAddress(ip, 0)))) {
            assertThat(arrives(sender, receiver)).isFalse();
            assertThat(fence.begin(in(LONG))).isTrue();
            assertThat(arrives(sender, receiver)).as("without a grant").isFalse();
            fence.grant(List.of(ip));
            assertThat(arrives(sender, receiver)).isTrue();
        }
    }

    /** With nobody doing anything about it: that is what the fence is for. */
    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void nothingThatIsSentAfterTheDeadlineArrives(int millis) throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, List.of(ip));
        try (DatagramSocket receiver = net.inNear(() -> new DatagramSocket(new InetSocketAddress(ip, PORT)));
                DatagramSocket sender = net.inFar(() -> new DatagramSocket())) {
            long begun = System.nanoTime();
            assertThat(fence.begin(in(Duration.ofMillis(100)))).isTrue();
            assertThat(fence.grant(List.of(ip))).isTrue();
            long deadline = begun + Duration.ofMillis(millis).toNanos();
            assertThat(fence.extend(deadline)).isTrue();
            while (System.nanoTime() - deadline < 100_000_000) {
                send(sender, ip, System.nanoTime());
                Thread.sleep(1);
            }
            receiver.setSoTimeout(PATIENCE_MILLIS);
            long received = 0;
            long last = begun;
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
            assertThat(last - begun)
                    .as("the last one, ns after the first lease began: the extension counted")
                    .isGreaterThan(Duration.ofMillis(100).toNanos());
        }
    }

    @Test
    void makesTheTableAnewThatSomebodyTookAway() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        InetAddress other = InetAddress.ofLiteral("2001:db8::10");
        open(LONG, ip);
        takeTheTableAway();
        assertThat(fence.extend(in(LONG))).isFalse();
        assertThat(reaches(ip)).isFalse();
        assertThat(fence.begin(in(LONG))).isTrue();
        assertThat(fence.grant(List.of(ip))).isTrue();
        assertThat(reaches(ip)).isTrue();
        takeTheTableAway();
        fence.guard(link, List.of(other));
        assertThat(fence.grant(List.of(other))).as("no lease runs").isFalse();
        assertThat(reaches(ip)).isFalse();
        assertThat(reaches(other)).isFalse();
        takeTheTableAway();
        assertThat(fence.grant(List.of(other))).isFalse();
        fence.shut(List.of(ip, other));
        fence.remove(List.of(ip, other));
        assertThat(fence.begin(in(LONG))).isTrue();
    }

    @Test
    void goesOnWhenTheInterfaceWasReplaced() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        open(LONG, ip);
        net.ipNear("link set eth0 down");
        net.ipNear("link set eth0 name eth1");
        net.ipNear("link add eth0 type veth peer name other");
        Link next;
        try (RtnlLinkTable links = net.inNear(RtnlLinkTable::open)) {
            next = links.byName(VethPair.INTERFACE).orElseThrow();
        }
        fence.guard(next, List.of(ip));
        assertThat(fence.grant(List.of(ip))).isTrue();
        net.ipNear("link del eth0");
        assertThat(fence.extend(in(LONG))).isTrue();
        takeTheTableAway();
        assertThat(fence.extend(in(LONG))).isFalse();
        assertThat(fence.begin(in(LONG))).isTrue();
    }

    @Test
    void replacesTheTableOfAnEarlierLife() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, List.of(ip));
        try (NftFence next = net.inNear(() -> NftFence.open(TABLE, link, System::nanoTime))) {
            assertThat(reaches(ip)).isTrue();
            next.guard(link, List.of(ip));
            assertThat(reaches(ip)).isFalse();
            next.remove(List.of(ip));
        }
        assertThat(reaches(ip)).isTrue();
        fence.remove(List.of(ip));
    }

    @Test
    void theTableOfAnEarlierLifeIsRemovedForOneThatDoesWithout() throws Exception {
        InetAddress ip = InetAddress.ofLiteral("192.0.2.10");
        fence.guard(link, List.of(ip));
        net.inNear(() -> {
            NftFence.removeLeftover(TABLE);
            NftFence.removeLeftover(TABLE);
            NftFence.removeLeftover("quorumvip_1");
            return true;
        });
        assertThat(reaches(ip)).isTrue();
        fence.remove(List.of(ip));
    }

    /** More than fit one message, of both families. */
    @Test
    void manyAddressesAreGuardedGrantedAndLetGoTogether() throws Exception {
        InetAddress four = InetAddress.ofLiteral("192.0.2.10");
        InetAddress six = InetAddress.ofLiteral("2001:db8::10");
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            all.add(InetAddress.ofLiteral("10.1." + i / 250 + "." + i % 250));
            all.add(InetAddress.ofLiteral("2001:db8:1::" + Integer.toHexString(i + 1)));
        }
        all.add(four);
        all.add(six);
        fence.guard(link, all);
        assertThat(reaches(four)).isFalse();
        assertThat(reaches(six)).isFalse();
        assertThat(fence.begin(in(LONG))).isTrue();
        assertThat(fence.grant(all)).isTrue();
        assertThat(fence.extend(in(LONG))).isTrue();
        assertThat(reaches(four)).isTrue();
        assertThat(reaches(six)).isTrue();
        fence.shut(List.of(four));
        assertThat(reaches(four)).isFalse();
        assertThat(reaches(six)).isTrue();
        assertThat(fence.begin(in(LONG))).isTrue();
        assertThat(reaches(six)).isFalse();
        fence.remove(all);
        assertThat(reaches(four)).isTrue();
        assertThat(reaches(six)).isTrue();
    }

    private void open(Duration lease, InetAddress ip) throws Exception {
        fence.guard(link, List.of(ip));
        assertThat(fence.begin(in(lease))).isTrue();
        assertThat(fence.grant(List.of(ip))).isTrue();
    }

    private void takeTheTableAway() throws Exception {
        try (NftChannel somebody = net.inNear(() -> NftChannel.open(TABLE))) {
            somebody.commit(List.of(new NftChange.DeleteTable()));
        }
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
