package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.AddressTableContract;
import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.NetworkEvent.AddressRemoved;
import dev.quorumvip.agent.netns.VethPair;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtnlAddressTableTest extends AddressTableContract {
    private static final Duration LIFETIME = Duration.ofSeconds(30);

    private VethPair net;
    private RtnlAddressTable table;
    private int interfaceIndex;
    private InetAddress vip;

    @BeforeEach
    void open() throws Exception {
        net = VethPair.create();
        table = net.inNear(RtnlAddressTable::open);
        try (RtnlLinkTable links = net.inNear(RtnlLinkTable::open)) {
            interfaceIndex = links.byName(VethPair.INTERFACE).orElseThrow().index();
        }
        vip = InetAddress.getByName("192.0.2.10");
    }

    @AfterEach
    void close() {
        if (net != null) {
            table.close();
            net.close();
        }
    }

    @Override
    protected AddressTable table() {
        return table;
    }

    @Override
    protected int interfaceIndex() {
        return interfaceIndex;
    }

    @Test
    void showsOursToIprouteAsItWasMeant() throws Exception {
        table.bind(interfaceIndex, vip, 32, LIFETIME);
        table.bind(interfaceIndex, InetAddress.getByName("2001:db8::10"), 128, LIFETIME);
        assertThat(net.ipNear("-4 address show dev eth0")).contains("192.0.2.10/32", "scope global", "noprefixroute");
        assertThat(net.ipNear("-6 address show dev eth0 scope global"))
                .contains("2001:db8::10/128", "scope global", "deprecated", "nodad", "noprefixroute")
                .doesNotContain("tentative");
        assertThat(net.ipNear("route show")).doesNotContain("192.0.2.10");
    }

    @Test
    void doesNotTakeAStrangersAddressForOurs() throws Exception {
        net.ipNear("address add 192.0.2.1/24 dev eth0");
        BoundAddress stranger = find(InetAddress.getByName("192.0.2.1")).orElseThrow();
        assertThat(stranger.ours()).isFalse();
        assertThat(stranger.prefixLength()).isEqualTo(24);
        assertThat(stranger.validLifetime()).isEmpty();
        table.bind(interfaceIndex, vip, 32, LIFETIME);
        assertThat(table.listOurs()).extracting(BoundAddress::ip).containsExactly(vip);
    }

    @Test
    void answersAcrossTheWireWhileBound() throws Exception {
        net.ipFar("address add 192.0.2.99/24 dev eth0");
        table.bind(interfaceIndex, vip, 32, LIFETIME);
        net.ipNear("route add 192.0.2.0/24 dev eth0");
        assertThat(net.inFar(() -> vip.isReachable(2000))).isTrue();
        table.unbind(interfaceIndex, vip, 32);
        assertThat(net.inFar(() -> vip.isReachable(200))).isFalse();
    }

    @Test
    void leavesRemovalToTheKernelWhenTheLifetimeRunsOut() throws Exception {
        Events events = new Events();
        RtnlNetworkEvents notifications = new RtnlNetworkEvents();
        try (notifications) {
            net.inNear(() -> {
                notifications.start(events::add);
                return true;
            });
            InetAddress ipv6 = InetAddress.getByName("2001:db8::10");
            long bound = System.nanoTime();
            table.bind(interfaceIndex, vip, 32, Duration.ofMillis(500));
            table.bind(interfaceIndex, ipv6, 128, Duration.ofSeconds(1));
            for (int i = 0; i < 2; i++) {
                events.await(
                        AddressRemoved.class, Duration.ofSeconds(4), gone -> gone.interfaceIndex() == interfaceIndex);
                assertThat(Duration.ofNanos(System.nanoTime() - bound)).isGreaterThan(Duration.ofMillis(950));
            }
            assertThat(table.listOurs()).isEmpty();
        }
    }

    @Test
    void refusesAChangeWithoutCapability() {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> WithoutCapabilities.call(() -> {
                    table.bind(interfaceIndex, vip, 32, LIFETIME);
                    return true;
                }))
                .withMessageContaining("192.0.2.10/32")
                .satisfies(e -> {
                    assertThat(e.errno()).isEqualTo(Errno.EPERM);
                    assertThat(e.request()).isEqualTo("bind 192.0.2.10/32 on interface " + interfaceIndex);
                });
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> WithoutCapabilities.call(() -> table.unbind(interfaceIndex, vip, 32)))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
    }

    @Test
    void listsWithoutCapability() throws Exception {
        assertThat(WithoutCapabilities.call(() -> table.list()))
                .extracting(BoundAddress::ip)
                .contains(InetAddress.getLoopbackAddress());
    }

    @Test
    void namesAnInterfaceThatIsGone() {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> table.bind(99_999, vip, 32, LIFETIME))
                .satisfies(e -> assertThat(e.isNoSuchInterface()).isTrue());
    }

    @Test
    void passesOnTheKernelsOwnWords() {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> table.bind(interfaceIndex, vip, 33, LIFETIME))
                .withMessageMatching(".*EINVAL 22, ipv4: Invalid prefix length.*");
    }

    @Test
    void givesEachThreadItsOwnAnswer() throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            InetAddress ip = InetAddress.getByName("192.0.2." + (100 + thread));
            calls.add(() -> {
                for (int i = 0; i < 200; i++) {
                    table.bind(interfaceIndex, ip, 32, LIFETIME);
                    assertThat(table.listOurs()).extracting(BoundAddress::ip).contains(ip);
                    assertThat(table.unbind(interfaceIndex, ip, 32)).isTrue();
                    assertThat(table.unbind(interfaceIndex, ip, 32)).isFalse();
                }
                return true;
            });
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> result : threads.invokeAll(calls)) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void readsATableOfManyDatagrams() throws Exception {
        for (int i = 0; i < 1000; i++) {
            byte[] ip = {10, 9, (byte) (i / 256), (byte) i};
            table.bind(interfaceIndex, InetAddress.getByAddress(ip), 32, LIFETIME);
        }
        assertThat(table.listOurs())
                .extracting(BoundAddress::ip)
                .doesNotHaveDuplicates()
                .hasSize(1000);
    }

    @Test
    void failsAfterClose() {
        table.close();
        table.close();
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(table::list)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    }
}
