package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.address.NetworkEvent.AddressAdded;
import dev.quorumvip.agent.address.NetworkEvent.AddressRemoved;
import dev.quorumvip.agent.address.NetworkEvent.LinkChanged;
import dev.quorumvip.agent.address.NetworkEvent.LinkRemoved;
import dev.quorumvip.agent.address.NetworkEvent.Resync;
import dev.quorumvip.agent.netns.VethPair;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtnlNetworkEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Events events = new Events();
    private VethPair net;
    private RtnlNetworkEvents notifications;
    private Link eth0;

    @BeforeEach
    void open() throws Exception {
        net = VethPair.create();
        try (RtnlLinkTable links = net.inNear(RtnlLinkTable::open)) {
            eth0 = links.byName("eth0").orElseThrow();
        }
        notifications = new RtnlNetworkEvents();
    }

    @AfterEach
    void close() {
        if (net != null) {
            notifications.close();
            net.close();
        }
    }

    @Test
    void tellsOfAnAddressAddedAndRemovedByHand() throws Exception {
        start(events::add);
        InetAddress vip = InetAddress.getByName("192.0.2.10");
        net.ipNear("address add 192.0.2.10/32 dev eth0");
        AddressAdded added = events.await(
                AddressAdded.class, PATIENCE, event -> event.address().ip().equals(vip));
        assertThat(added.address().ours()).isFalse();
        assertThat(added.address().interfaceIndex()).isEqualTo(eth0.index());
        net.ipNear("address del 192.0.2.10/32 dev eth0");
        AddressRemoved removed =
                events.await(AddressRemoved.class, PATIENCE, event -> event.ip().equals(vip));
        assertThat(removed).isEqualTo(new AddressRemoved(eth0.index(), vip, 32));
    }

    @Test
    void tellsOfIpv6Too() throws Exception {
        start(events::add);
        InetAddress vip = InetAddress.getByName("2001:db8::10");
        net.ipNear("address add 2001:db8::10/128 dev eth0 nodad");
        net.ipNear("address del 2001:db8::10/128 dev eth0");
        AddressRemoved removed =
                events.await(AddressRemoved.class, PATIENCE, event -> event.ip().equals(vip));
        assertThat(removed.prefixLength()).isEqualTo(128);
    }

    @Test
    void tellsOfLostAndRegainedCarrier() throws Exception {
        start(events::add);
        net.ipFar("link set eth0 down");
        Link lost = events.await(
                        LinkChanged.class,
                        PATIENCE,
                        event -> isEth0(event) && !event.link().carrier())
                .link();
        assertThat(lost.up()).isTrue();
        net.ipFar("link set eth0 up");
        events.await(
                LinkChanged.class,
                PATIENCE,
                event -> isEth0(event) && event.link().carrier());
    }

    @Test
    void tellsOfANewName() throws Exception {
        start(events::add);
        net.ipNear("link set eth0 down");
        net.ipNear("link set eth0 name lan0");
        LinkChanged renamed = events.await(
                LinkChanged.class, PATIENCE, event -> event.link().name().equals("lan0"));
        assertThat(renamed.link().index()).isEqualTo(eth0.index());
        assertThat(renamed.link().mac()).isEqualTo(eth0.mac());
    }

    @Test
    void tellsOfAnInterfaceThatIsGoneAndOfItsAddresses() throws Exception {
        net.ipNear("address add 192.0.2.10/32 dev eth0");
        start(events::add);
        net.ipNear("link del eth0");
        events.await(
                AddressRemoved.class,
                PATIENCE,
                event -> event.ip().getHostAddress().equals("192.0.2.10"));
        LinkRemoved removed = events.await(LinkRemoved.class, PATIENCE, event -> event.index() == eth0.index());
        assertThat(removed.name()).isEqualTo("eth0");
    }

    @Test
    void saysNothingOfAnInterfaceThatLeftABridge() throws Exception {
        net.ipNear("link add br0 type bridge");
        net.ipNear("link set eth0 master br0");
        start(events::add);
        net.ipNear("link set eth0 nomaster");
        net.ipNear("link del br0");
        LinkRemoved first = events.await(LinkRemoved.class, PATIENCE, event -> true);
        assertThat(first.name()).as("the bridge, not its former port").isEqualTo("br0");
    }

    @Test
    void asksForAResyncWhenTheListenerIsTooSlowAndTellsAllThatFollows() throws Exception {
        notifications = new RtnlNetworkEvents(4096);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch overrun = new CountDownLatch(1);
        CountDownLatch listing = new CountDownLatch(1);
        CountDownLatch listed = new CountDownLatch(1);
        start(event -> {
            busy.countDown();
            awaitQuietly(overrun);
            if (event instanceof Resync) {
                listing.countDown();
                awaitQuietly(listed);
            }
            events.add(event);
        });
        net.ipNear("address add 192.0.2.1/32 dev eth0");
        assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();
        try (RtnlAddressTable table = net.inNear(RtnlAddressTable::open)) {
            for (int i = 0; i < 200; i++) {
                table.bind(eth0.index(), InetAddress.getByName("192.0.2.10"), 32, Duration.ofSeconds(9));
            }
        }
        overrun.countDown();
        assertThat(listing.await(5, TimeUnit.SECONDS)).isTrue();
        // Too late for the list that a listener makes now, and so not to be lost.
        net.ipNear("address add 192.0.2.3/32 dev eth0");
        listed.countDown();
        events.await(
                AddressAdded.class,
                PATIENCE,
                event -> event.address().ip().getHostAddress().equals("192.0.2.3"));
    }

    @Test
    void goesOnAfterAListenerThatFailed() throws Exception {
        start(event -> {
            events.add(event);
            throw new IllegalStateException("the listener of a test");
        });
        net.ipNear("address add 192.0.2.1/32 dev eth0");
        net.ipNear("address add 192.0.2.2/32 dev eth0");
        events.await(
                AddressAdded.class,
                PATIENCE,
                event -> event.address().ip().getHostAddress().equals("192.0.2.2"));
    }

    @Test
    void closesAtOnceAndRepeatedlyAndStaysClosed() throws Exception {
        start(events::add);
        long before = System.nanoTime();
        notifications.close();
        notifications.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
        assertThatIllegalStateException().isThrownBy(() -> notifications.start(events::add));
    }

    @Test
    void closesFromWithinTheListener() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        start(event -> {
            notifications.close();
            closed.countDown();
        });
        net.ipNear("address add 192.0.2.1/32 dev eth0");
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsNothingWhenClosedBeforeTheStart() throws Exception {
        notifications.close();
        start(event -> {
            throw new AssertionError(event);
        });
        notifications.close();
    }

    private void start(Consumer<NetworkEvent> listener) throws Exception {
        net.inNear(() -> {
            notifications.start(listener);
            return true;
        });
    }

    private boolean isEth0(LinkChanged event) {
        return event.link().index() == eth0.index();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
