package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.scale.Fleet;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.FleetLog;
import dev.quorumvip.e2e.probe.FleetProbe;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many VIPs on five nodes, of which one dies; {@code bin/bench scale} does it with very many. */
class ManyVipsIT {
    private static final int NODES = 5;
    private static final int VIPS = 50;
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration ROUND = Duration.ofMillis(50);

    /** Of so many it is watched whether two nodes answer. */
    private static final int WATCHED = 6;

    @Test
    void spreadsThemEvenlyAndMovesOnlyThoseOfANodeThatDies() throws Exception {
        Path place = Path.of("target", "e2e", getClass().getSimpleName()).toAbsolutePath();
        try (TestNetwork network = TestNetwork.create(NODES);
                Cluster cluster = Cluster.on(network, place);
                FleetProbe probe = FleetProbe.start(network, Fleet.FIRST_ADDRESS, VIPS, ROUND)) {
            // A lease that a busy machine lets run out moves VIPs, too, and this is about those that a death moves.
            cluster.found(cluster.nodes(), "--failover-profile", "conservative");
            assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
            watching(network, () -> defineAndKill(cluster, probe));
        }
    }

    /** Fails if two nodes answer meanwhile for one of those VIPs that are watched. */
    private static void watching(TestNetwork network, Callable<?> meanwhile) throws Exception {
        List<WireProbe> watches = new ArrayList<>();
        Instant begun = Instant.now();
        try {
            for (int i = 0; i < WATCHED; i++) {
                watches.add(WireProbe.startAsking(network, Fleet.address(i * VIPS / WATCHED), Duration.ofMillis(20)));
            }
            meanwhile.call();
            assertThat(watches)
                    .as("two nodes answered for one VIP")
                    .allSatisfy(watch -> assertThat(new Verdict(watch.recording(begun, Instant.now())).doubleAnswers())
                            .isEmpty());
        } finally {
            watches.forEach(WireProbe::close);
        }
    }

    private static Node defineAndKill(Cluster cluster, FleetProbe probe) throws Exception {
        new Fleet(cluster, VIPS).define();
        awaitTrue(cluster, "all are announced", () -> probe.known() == VIPS);
        assertThat(cluster.nodes())
                .as("each has a fifth of them, give or take one")
                .allSatisfy(node ->
                        assertThat(probe.indexesOf(node.mac())).hasSizeBetween(VIPS / NODES - 1, VIPS / NODES + 1));

        probe.ping(true);
        awaitTrue(cluster, "all answer", () -> answered(probe.log(), 3));
        return killOne(cluster, probe);
    }

    private static Node killOne(Cluster cluster, FleetProbe probe) {
        Node leader = cluster.leader().orElseThrow();
        Node victim = cluster.nodes().stream()
                .filter(node -> !node.equals(leader))
                .max(Comparator.comparing(Node::name))
                .orElseThrow();
        Set<Integer> moving = new HashSet<>();
        IntStream.of(probe.indexesOf(victim.mac())).forEach(moving::add);
        FleetLog log = probe.log();
        long from = log.next() - 1;
        cluster.kill(victim);
        awaitTrue(
                cluster,
                "others have what " + victim + " had",
                () -> probe.indexesOf(victim.mac()).length == 0 && answered(log, 10));
        long to = log.next() - 3;
        assertThat(IntStream.range(0, VIPS).filter(index -> !moving.contains(index)))
                .as("replies of the VIPs of other nodes")
                .allSatisfy(index -> assertThat(log.lost(index, from, to)).isZero());
        assertThat(probe.missedFrames()).as("frames that the probe did not see").isZero();
        return victim;
    }

    /** Whether all answered in each of the last rounds, but for those whose replies may still be under way. */
    private static boolean answered(FleetLog log, int rounds) {
        long to = log.next() - 3;
        return to >= rounds && IntStream.range(0, VIPS).allMatch(index -> log.lost(index, to - rounds, to) == 0);
    }

    private static void awaitTrue(Cluster cluster, String what, BooleanSupplier condition) {
        assertThat(Cluster.await(READY, condition))
                .as(() -> what + " within " + READY + "\n" + cluster.condition())
                .isTrue();
    }
}
