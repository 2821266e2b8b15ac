package dev.quorumvip.agent.datagram;

import static dev.quorumvip.agent.datagram.Datagrams.KEYS;
import static dev.quorumvip.agent.datagram.Datagrams.OTHER_KEYS;
import static dev.quorumvip.agent.datagram.Datagrams.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.datagram.Opening.Opened;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.MessageType;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two ports on loopback addresses of their own: all of 127.0.0.0/8 is this machine's. */
@Timeout(30)
class UdpDatagramPortTest {
    private static final NodeId NEAR = new NodeId(1);
    private static final NodeId FAR = new NodeId(2);

    /** One message that arrived. */
    private record Arrived(Opened opened, InetSocketAddress from, long nanos) {}

    /** What a port reported. */
    private static final class Seen implements DatagramListener, DatagramCounters {
        final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
        final BlockingQueue<DropReason> drops = new LinkedBlockingQueue<>();
        final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
        final ConcurrentHashMap<String, AtomicLong> counts = new ConcurrentHashMap<>();

        @Override
        public void received(Opened opened, InetSocketAddress from, long receivedNanos) {
            arrived.add(new Arrived(opened, from, receivedNanos));
        }

        @Override
        public void sent(MessageType type) {
            count("sent " + type);
        }

        @Override
        public void sendFailed(MessageType type) {
            count("failed " + type);
        }

        @Override
        public void received(MessageType type) {
            count("received " + type);
        }

        @Override
        public void dropped(DropReason reason) {
            count("dropped " + reason);
            drops.add(reason);
        }

        private void count(String what) {
            counts.computeIfAbsent(what, w -> new AtomicLong()).incrementAndGet();
        }

        long counted(String what) {
            AtomicLong count = counts.get(what);
            return count == null ? 0 : count.get();
        }
    }

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create();
    private final Seen nearSeen = new Seen();
    private final Seen farSeen = new Seen();
    private final List<UdpDatagramPort> ports = new ArrayList<>();
    private ClusterAddress nearAddress;
    private ClusterAddress farAddress;
    private UdpDatagramPort near;
    private UdpDatagramPort far;

    @BeforeEach
    void start() throws IOException {
        nearAddress = loopback();
        farAddress = loopback();
        near = port(nearAddress, NEAR, KEYS, nearSeen, nearSeen);
        far = port(farAddress, FAR, KEYS, farSeen, farSeen);
        near.start();
        far.start();
    }

    @AfterEach
    void close() {
        ports.forEach(UdpDatagramPort::close);
    }

    @Test
    void carriesMessagesBothWays() throws InterruptedException {
        long before = System.nanoTime();
        near.send(farAddress, message(1));
        Arrived there = take(farSeen.arrived);
        far.send(nearAddress, message(2));
        Arrived back = take(nearSeen.arrived);

        assertThat(there.opened()).isEqualTo(new Opened(NEAR, 1, 1, message(1)));
        assertThat(there.from()).isEqualTo(nearAddress.toSocketAddress());
        assertThat(there.nanos()).isBetween(before, System.nanoTime());
        assertThat(back.opened()).isEqualTo(new Opened(FAR, 1, 1, message(2)));
        assertThat(nearSeen.counted("sent SETTLE")).isOne();
        assertThat(nearSeen.counted("received SETTLE")).isOne();
    }

    @Test
    void carriesMessagesToItselfAndOverIpv6() throws IOException, InterruptedException {
        near.send(nearAddress, message(1));
        assertThat(take(nearSeen.arrived).opened().sender()).isEqualTo(NEAR);

        ClusterAddress six = new ClusterAddress(
                ClusterAddress.parse("[::1]:1").ip(), loopback().port());
        Seen seen = new Seen();
        UdpDatagramPort port = port(six, NEAR, KEYS, seen, seen);
        port.start();
        port.send(six, message(2));
        assertThat(take(seen.arrived).from()).isEqualTo(six.toSocketAddress());
        port.send(nearAddress, message(3));
        near.send(six, message(4));
        assertThat(nearSeen.counted("failed SETTLE")).isOne();
    }

    @Test
    void dropsAndCountsAnotherSecretAReplayAndGarbage() throws IOException, InterruptedException {
        Seen stranger = new Seen();
        UdpDatagramPort other = port(loopback(), FAR, OTHER_KEYS, stranger, stranger);
        other.start();
        other.send(nearAddress, message(1));
        assertThat(take(nearSeen.drops)).isEqualTo(DropReason.BAD_SEAL);

        byte[] datagram = new Sealer(KEYS, new NodeId(3), 1).seal(message(7));
        try (DatagramSocket socket = new DatagramSocket()) {
            sendRaw(socket, datagram);
            sendRaw(socket, datagram);
            assertThat(take(nearSeen.arrived).opened().message()).isEqualTo(message(7));
            assertThat(take(nearSeen.drops)).isEqualTo(DropReason.REPLAYED);
            sendRaw(socket, new byte[0]);
            assertThat(take(nearSeen.drops)).isEqualTo(DropReason.TOO_SHORT);
            sendRaw(socket, new byte[DatagramHeader.MAX_DATAGRAM_BYTES + 1]);
            assertThat(take(nearSeen.drops)).isEqualTo(DropReason.TOO_LONG);
            sendRaw(socket, new byte[60_000]);
            assertThat(take(nearSeen.drops)).isEqualTo(DropReason.TOO_LONG);
        }
        assertThat(nearSeen.counted("dropped BAD_SEAL")).isOne();
        assertThat(nearSeen.counted("dropped REPLAYED")).isOne();
        assertThat(nearSeen.counted("received SETTLE")).isOne();
        assertThat(nearSeen.faults).isEmpty();
    }

    @Test
    void goesOnThroughAFloodOfGarbage() throws IOException, InterruptedException {
        byte[] template = new Sealer(OTHER_KEYS, FAR, 1).seal(message(1));
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 5_000; i++) {
                byte[] garbage = i % 2 == 0 ? template.clone() : new byte[random.nextInt(1_300)];
                if (i % 2 == 0) {
                    garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();
                } else {
                    random.nextBytes(garbage);
                }
                sendRaw(socket, garbage);
                // One at a time: the kernel would rightly drop what its buffer does not hold.
                take(nearSeen.drops);
            }
        }
        far.send(nearAddress, message(9));

        assertThat(take(nearSeen.arrived).opened().message()).isEqualTo(message(9));
        assertThat(nearSeen.faults).isEmpty();
    }

    @Test
    void survivesAListenerAndAFaultHandlerThatThrow() throws IOException, InterruptedException {
        ClusterAddress address = loopback();
        BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
        BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
        IllegalStateException broken = new IllegalStateException("broken listener");
        UdpDatagramPort port = new UdpDatagramPort(
                address,
                new Sealer(KEYS, new NodeId(3), 1),
                new Opener(KEYS),
                (opened, from, nanos) -> {
                    arrived.add(opened.message());
                    throw broken;
                },
                nearSeen,
                System::nanoTime,
                fault -> {
                    faults.add(fault);
                    throw new IllegalArgumentException("broken handler");
                },
                Thread::new);
        ports.add(port);
        port.start();
        for (long i = 1; i <= 3; i++) {
            near.send(address, message(i));
            assertThat(take(arrived)).isEqualTo(message(i));
            assertThat(take(faults)).isSameAs(broken);
        }
    }

    @Test
    void countsWhatTheKernelRefusesAndThrowsNothing() throws InterruptedException {
        near.send(ClusterAddress.parse("255.255.255.255:9"), message(1)); // EACCES: broadcast was not asked for
        near.send(ClusterAddress.parse("[::1]:9"), message(1));

        assertThat(nearSeen.counted("failed SETTLE")).isEqualTo(2);
        near.send(farAddress, message(2));
        assertThat(take(farSeen.arrived).opened().message()).isEqualTo(message(2));
    }

    @Test
    void sendsForAnInterruptedThread() throws InterruptedException {
        Thread.currentThread().interrupt();
        near.send(farAddress, message(1));
        assertThat(Thread.interrupted()).isTrue();
        near.send(farAddress, message(2));

        assertThat(take(farSeen.arrived).opened().message()).isEqualTo(message(1));
        assertThat(take(farSeen.arrived).opened().message()).isEqualTo(message(2));
    }

    @Test
    void sendsForManyThreadsAndUsesNoCounterTwice() throws InterruptedException {
        int threads = 4;
        int each = 200;
        Set<Long> counters = new HashSet<>();
        Set<Message> messages = new HashSet<>();
        for (int batch = 0; batch < 5; batch++) {
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                long first = 1 + (long) (batch * threads + t) * each;
                senders.add(Thread.ofVirtual().start(() -> {
                    for (long i = first; i < first + each; i++) {
                        near.send(farAddress, message(i));
                    }
                }));
            }
            for (Thread sender : senders) {
                sender.join();
            }
            for (int i = 0; i < threads * each; i++) {
                Arrived arrived = take(farSeen.arrived);
                counters.add(arrived.opened().counter());
                messages.add(arrived.opened().message());
            }
        }
        assertThat(counters).hasSize(5 * threads * each);
        assertThat(messages).hasSize(5 * threads * each);
    }

    @Test
    void doesNotShareItsPort() {
        UdpDatagramPort second = port(nearAddress, FAR, KEYS, farSeen, farSeen);

        assertThatThrownBy(second::start).isInstanceOf(BindException.class);
        assertThatThrownBy(near::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closesTwiceAndThenLosesWhatIsSent() throws IOException {
        near.close();
        near.close();
        near.send(farAddress, message(1));

        assertThat(nearSeen.counted("failed SETTLE")).isOne();
        assertThatThrownBy(near::start).isInstanceOf(IllegalStateException.class);
        assertThat(nearSeen.faults).isEmpty();
        port(nearAddress, NEAR, KEYS, nearSeen, nearSeen).start(); // the port is free again
    }

    @Test
    void closesFromItsOwnListener() throws IOException, InterruptedException {
        ClusterAddress address = loopback();
        CountDownLatch done = new CountDownLatch(1);
        UdpDatagramPort[] self = new UdpDatagramPort[1];
        self[0] = port(
                address,
                new NodeId(3),
                KEYS,
                (opened, from, nanos) -> {
                    self[0].close();
                    done.countDown();
                },
                nearSeen);
        self[0].start();
        near.send(address, message(1));

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(nearSeen.faults).isEmpty();
    }

    @Test
    void closesWithoutAListenerThatDoesNotReturn() throws IOException, InterruptedException {
        ClusterAddress address = loopback();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        UdpDatagramPort stuck = port(
                address,
                new NodeId(3),
                KEYS,
                (opened, from, nanos) -> {
                    entered.countDown();
                    awaitQuietly(release);
                },
                nearSeen);
        stuck.start();
        near.send(address, message(1));
        entered.await();
        long before = System.nanoTime();
        stuck.close();
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        release.countDown();

        assertThat(took).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(10));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private UdpDatagramPort port(
            ClusterAddress bind, NodeId node, DatagramKeys keys, DatagramListener listener, Seen seen) {
        UdpDatagramPort port = new UdpDatagramPort(
                bind,
                new Sealer(keys, node, 1),
                new Opener(keys),
                listener,
                seen,
                System::nanoTime,
                seen.faults::add,
                Thread::new);
        ports.add(port);
        return port;
    }

    private ClusterAddress loopback() {
        return ClusterAddress.parse("127." + random.nextInt(1, 255) + "." + random.nextInt(1, 255) + "."
                + random.nextInt(1, 255) + ":" + random.nextInt(20_000, 30_000));
    }

    private void sendRaw(DatagramSocket socket, byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, nearAddress.toSocketAddress()));
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T item = queue.poll(10, TimeUnit.SECONDS);
        assertThat(item).as("something arrives within 10 s").isNotNull();
        return item;
    }
}
