package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Founding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Peers, a network that loses, doubles, delays and parts, disks that take their time, and crashes: all from one seed.
 */
final class FoundingSimulation {
    /** Something that happens at a time; of two at the same time, the one planned first. */
    private record Planned(long atNanos, long order, Runnable action) {}

    /** By difference, as readings of a monotonic clock may overflow. */
    private static final Comparator<Planned> EARLIER_FIRST = (a, b) -> {
        long later = a.atNanos() - b.atNanos();
        return Long.signum(later != 0 ? later : a.order() - b.order());
    };

    private final RandomGenerator random;
    private final List<Peer> peers = new ArrayList<>();
    private final Map<ClusterAddress, Peer> byAddress = new HashMap<>();
    private final PriorityQueue<Planned> plan = new PriorityQueue<>(EARLIER_FIRST);
    private final boolean durable;
    private long nowNanos;
    private long planned;

    private double loss;
    private double doubling;
    private double crashing;
    private long writeNanos = Duration.ofMillis(5).toNanos();
    private long delayNanos = Duration.ofMillis(2).toNanos();
    private Set<Integer> oneSide = Set.of();

    /** Whoever was named by anybody at any time. */
    final Set<Founder> named = new LinkedHashSet<>();

    /** Whoever founded. */
    final Set<Founder> founded = new LinkedHashSet<>();

    /** @param durable whether disks keep what was written to them */
    FoundingSimulation(long seed, int size, boolean durable) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.durable = durable;
        // Near the top, so that the clock overflows in the middle of a run.
        this.nowNanos = Long.MAX_VALUE - Duration.ofSeconds(7).toNanos();
        List<ClusterAddress> addresses = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            addresses.add(ClusterAddress.parse("192.0.2." + (i + 1) + ":8800"));
        }
        for (int i = 0; i < size; i++) {
            Peer peer = new Peer(i, new NodeId(random.nextLong(1, NodeId.MAX_VALUE)), addresses);
            peers.add(peer);
            byAddress.put(peer.address, peer);
        }
    }

    /** One node: its machine while it runs, and its disk, which outlives it. */
    final class Peer {
        final int index;
        final NodeId node;
        final ClusterAddress address;
        private final List<ClusterAddress> list;
        private String disk = "";
        private long diskFreeNanos = nowNanos;
        private int life;
        private FoundingMachine machine;
        private boolean up;
        Optional<Founder> decision = Optional.empty();

        Peer(int index, NodeId node, List<ClusterAddress> list) {
            this.index = index;
            this.node = node;
            this.address = list.get(index);
            this.list = list;
            this.machine = newMachine();
        }

        void start() {
            up = true;
            life++;
            decision = Optional.empty();
            machine = newMachine();
            tick(life);
        }

        private FoundingMachine newMachine() {
            RandomGenerator own = RandomGeneratorFactory.of("L64X128MixRandom").create(random.nextLong());
            return new FoundingMachine(node, address, list, FoundingRecord.parse(disk), own);
        }

        void crash() {
            up = false;
            life++;
            diskFreeNanos = nowNanos;
            if (!durable) {
                disk = "";
            }
        }

        boolean isUp() {
            return up;
        }

        private void tick(int inLife) {
            if (up && life == inLife) {
                step(new FoundingEvent.Tick());
                after(Duration.ofMillis(50).toNanos() + random.nextLong(1_000_000), () -> tick(inLife));
            }
        }

        private void step(FoundingEvent event) {
            for (FoundingEffect effect : machine.step(event, nowNanos)) {
                switch (effect) {
                    case FoundingEffect.Send(ClusterAddress to, Founding message) -> carry(this, to, message);
                    case FoundingEffect.Persist(long token, FoundingRecord record) -> persist(token, record, life);
                    case FoundingEffect.Found(Founder founder) -> {
                        founded.add(founder);
                        decided(founder);
                    }
                    case FoundingEffect.JoinFounder(Founder founder) -> decided(founder);
                    case FoundingEffect.FounderLost(Founder founder) -> throw new AssertionError(founder);
                }
            }
        }

        /**
         * A write takes a while, and writes end in the order in which they began. A crash in between loses them: in a
         * storm that is when crashes come.
         */
        private void persist(long token, FoundingRecord record, int inLife) {
            diskFreeNanos = Math.max(0, diskFreeNanos - nowNanos) + nowNanos + 1 + random.nextLong(writeNanos);
            after(diskFreeNanos - nowNanos, () -> {
                if (life == inLife) {
                    disk = record.toText();
                    step(new FoundingEvent.Persisted(token));
                }
            });
            if (random.nextDouble() < crashing) {
                after(random.nextLong(writeNanos), () -> {
                    if (life == inLife && crashing > 0) {
                        crash();
                    }
                });
            }
        }

        private void decided(Founder founder) {
            if (decision.isPresent()) {
                throw new AssertionError("decided twice in one life");
            }
            decision = Optional.of(founder);
            named.add(founder);
        }
    }

    List<Peer> peers() {
        return peers;
    }

    /** Chaos: everything goes wrong at random, more or less of it from one moment to the next. */
    void storm(Duration time) {
        long end = nowNanos + time.toNanos();
        while (nowNanos - end < 0) {
            loss = random.nextDouble() * 0.6;
            doubling = random.nextDouble() * 0.3;
            crashing = random.nextDouble() * 0.3;
            writeNanos = Duration.ofMillis(random.nextInt(1, 200)).toNanos();
            delayNanos = Duration.ofMillis(random.nextInt(1, 900)).toNanos();
            part();
            for (Peer peer : peers) {
                if (!peer.isUp() && random.nextInt(2) == 0) {
                    peer.start();
                } else if (peer.isUp() && random.nextInt(5) == 0) {
                    peer.crash();
                }
            }
            run(Duration.ofMillis(random.nextInt(20, 1_200)));
        }
    }

    private void part() {
        Set<Integer> side = new HashSet<>();
        for (Peer peer : peers) {
            if (random.nextInt(3) == 0) {
                side.add(peer.index);
            }
        }
        oneSide = side;
    }

    /** From now on those in {@code side} hear each other within 2 ms, and nobody else hears them. */
    void calm(Set<Integer> side) {
        loss = 0;
        doubling = 0;
        crashing = 0;
        writeNanos = Duration.ofMillis(5).toNanos();
        delayNanos = Duration.ofMillis(2).toNanos();
        oneSide = side;
    }

    /** Starts or crashes peers so that exactly these run. */
    void onlyUp(Set<Integer> indexes) {
        for (Peer peer : peers) {
            if (indexes.contains(peer.index) != peer.isUp()) {
                if (peer.isUp()) {
                    peer.crash();
                } else {
                    peer.start();
                }
            }
        }
    }

    void run(Duration time) {
        long end = nowNanos + time.toNanos();
        while (!plan.isEmpty() && plan.element().atNanos() - end <= 0) {
            Planned next = plan.remove();
            nowNanos = next.atNanos();
            next.action().run();
        }
        nowNanos = end;
    }

    private void carry(Peer from, ClusterAddress to, Founding message) {
        int copies = random.nextDouble() < doubling ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= loss) {
                after(
                        1 + random.nextLong(delayNanos),
                        () -> deliver(from, Objects.requireNonNull(byAddress.get(to)), message));
            }
        }
    }

    private void deliver(Peer from, Peer to, Founding message) {
        boolean parted = oneSide.contains(from.index) != oneSide.contains(to.index);
        if (to.isUp() && !parted) {
            to.step(new FoundingEvent.Received(from.address, from.node, message));
        }
    }

    private void after(long delay, Runnable action) {
        plan.add(new Planned(nowNanos + delay, planned++, action));
    }
}
