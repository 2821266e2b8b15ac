package dev.quorumvip.agent.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipConflict;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that restart, are sent snapshots, and apply entries anew tell the same events under the same ids. */
class EventReplicasTest {
    private static final int ENTRIES = 1_500;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aReaderThatGoesFromReplicaToReplicaMissesNothing(long seed) {
        Random random = new Random(seed);
        History log = randomHistory(random);
        Map<String, ClusterEvent> all = new TreeMap<>();
        List<ClusterEvent> inOrder = new ArrayList<>();
        for (long index = 0; index <= log.lastIndex(); index++) {
            inOrder.addAll(log.eventsOf(index));
        }
        inOrder.forEach(event ->
                assertThat(all.put(event.id(), event)).as("an id twice").isNull());
        assertThat(kinds(inOrder)).as("all that can happen has").hasSize(EventType.values().length - 2);

        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replicas.add(new Replica(log, random));
        }
        EventId place = EventId.START;
        List<ClusterEvent> read = new ArrayList<>();
        boolean gaps = false;
        int hops = 0;
        EventId last = EventId.parse(inOrder.getLast().id());
        while (place.compareTo(last) < 0 && hops < 1_000_000) {
            replicas.forEach(Replica::step);
            Replica at = replicas.get(random.nextInt(replicas.size()));
            EventLog.Page page = at.events.after(place, 1 + random.nextInt(20));
            for (ClusterEvent event : page.events()) {
                if (event.type() == EventType.GAP) {
                    gaps = true;
                    EventId gap = EventId.parse(event.id());
                    read.clear();
                    read.addAll(inOrder.stream()
                            .filter(e -> EventId.parse(e.id()).compareTo(gap) <= 0)
                            .toList());
                } else {
                    assertThat(event).isEqualTo(all.get(event.id()));
                    read.add(event);
                }
            }
            place = page.next();
            hops++;
        }
        assertThat(read).as("in order, each once, but for gaps that were told").isEqualTo(inOrder);
        assertThat(gaps).as("that is tried as well").isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {7, 8, 9})
    void withoutSnapshotsThereIsNoGap(long seed) {
        Random random = new Random(seed);
        History log = randomHistory(random);
        EventLog one = new EventLog(100_000);
        EventLog other = new EventLog(100_000);
        for (long index = 0; index <= log.lastIndex(); index++) {
            one.append(index, log.eventsOf(index));
            if (random.nextInt(50) == 0) {
                // A peer that begins anew applies what it had applied before.
                for (long again = 0; again <= index; again++) {
                    other.append(again, log.eventsOf(again));
                }
            }
            other.append(index, log.eventsOf(index));
        }
        assertThat(other.after(EventId.START, 100_000).events())
                .isEqualTo(one.after(EventId.START, 100_000).events())
                .hasSizeGreaterThan(100);
    }

    private static Set<EventType> kinds(List<ClusterEvent> events) {
        Set<EventType> kinds = new HashSet<>();
        events.forEach(event -> kinds.add(event.type()));
        return kinds;
    }

    /** Applies the log at its own pace. */
    private static final class Replica {
        private final History log;
        private final Random random;
        private EventLog events = new EventLog(200);
        private long applied = -1;

        Replica(History log, Random random) {
            this.log = log;
            this.random = random;
        }

        void step() {
            switch (random.nextInt(300)) {
                case 0 -> {
                    // The process begins anew, from a snapshot.
                    events = new EventLog(200);
                    applied = Math.max(0, applied - random.nextInt(100));
                    events.restored(applied);
                }
                case 1 -> {
                    // It is sent one.
                    applied = Math.min(log.lastIndex(), applied + random.nextInt(60));
                    events.restored(applied);
                }
                default -> {
                    for (int i = random.nextInt(3); i > 0 && applied < log.lastIndex(); i--) {
                        applied++;
                        events.append(applied, log.eventsOf(applied));
                    }
                }
            }
        }
    }

    private static History randomHistory(Random random) {
        History log = new History();
        while (log.lastIndex() < ENTRIES) {
            Command[] entry = new Command[1 + random.nextInt(4)];
            for (int i = 0; i < entry.length; i++) {
                entry[i] = any(random, log);
            }
            log.entry(entry);
        }
        return log;
    }

    private static Command any(Random random, History log) {
        ClusterState state = log.now();
        long n = 1L + random.nextInt(12);
        String vip = "v" + random.nextInt(4);
        long epoch = state.member(History.node(n)).map(m -> m.lastEpoch()).orElse(0L);
        Optional<Assignment> held = state.vip(vip).flatMap(Vip::assignment);
        return switch (random.nextInt(14)) {
            case 0, 1 -> new Command.AddMember(History.node(n), "n" + n, History.address(n));
            case 2 ->
                random.nextInt(20) == 0
                        ? new Command.StartRemoval(History.node(n))
                        : new Command.OpenSession(History.session(n, epoch + 1));
            case 3 -> new Command.DropMember(History.node(n));
            case 4 -> new Command.OpenSession(History.session(n, epoch + random.nextInt(2) + (epoch == 0 ? 1 : 0)));
            case 5 -> new Command.ExpireSession(History.session(n, Math.max(1, epoch)), log.version());
            case 6 -> History.set(vip, "192.0.2." + (10 + random.nextInt(6)) + "/24");
            case 7 -> random.nextInt(4) == 0 ? new Command.DeleteVip(vip) : new Command.Settled(log.version());
            case 8, 9 ->
                new Command.Assign(
                        vip,
                        History.session(n, Math.max(1, epoch)),
                        TransitionReason.values()[random.nextInt(3)],
                        random.nextInt(1_000_000));
            case 10 ->
                held.<Command>map(a -> random.nextBoolean()
                                ? new Command.Release(vip, a.grant(), a.session(), TransitionReason.NODE_STOPPING)
                                : new Command.RecordTiming(
                                        vip, a.grant(), new TransitionTiming(Optional.empty(), 1, 2, Optional.of(3L))))
                        .orElseGet(() -> new Command.Revoke(vip, new GrantNumber(1), TransitionReason.VIP_CHANGED));
            case 12 ->
                new Command.ReportConflict(
                        vip,
                        state.vip(vip).map(Vip::number).orElse(new DefinitionNumber(1)),
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(new VipConflict(
                                        InetAddress.ofLiteral("192.0.2.5"),
                                        new MacAddress(random.nextInt(3)),
                                        ConflictKind.WHILE_HELD,
                                        History.node(n),
                                        7)));
            case 11 -> new Command.DrainMember(History.node(n), random.nextBoolean());
            default -> log.voters(someNodes(random));
        };
    }

    private static long[] someNodes(Random random) {
        return random.longs(1 + random.nextInt(2), 1, 6).distinct().toArray();
    }
}
