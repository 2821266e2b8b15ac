package dev.quorumvip.e2e.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.footprint.ProcessCost;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.FleetLog;
import dev.quorumvip.e2e.probe.FleetProbe;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Five agents and so many virtual IPs: they are added, left in peace, and then one node after the other is killed. */
final class ScaleRun {
    static final int NODES = 5;

    private static final Duration ROUND = Duration.ofMillis(100);
    private static final Duration FORMED = Duration.ofSeconds(90);
    private static final Duration ADDED = Duration.ofSeconds(120);

    /** Until the first announcements are repeated and the log has the timings of all. */
    private static final Duration SETTLE = Duration.ofSeconds(12);

    private final QuorumVip profile;
    private final Duration idle;
    private final int kills;
    private final PrintStream out;

    /** @param kills of nodes that do not lead; with any, the leader is killed once as well */
    ScaleRun(QuorumVip profile, Duration idle, int kills, PrintStream out) {
        this.profile = profile;
        this.idle = idle;
        this.kills = kills;
        this.out = out;
    }

    /** @throws IllegalStateException when the agents form no cluster, or the virtual IPs do not all answer */
    Measurement with(int vips, Path directory) throws Exception {
        out.printf("%d virtual IPs on %d nodes%n", vips, NODES);
        try (TestNetwork network = TestNetwork.create(NODES);
                Cluster cluster = Cluster.on(network, directory)) {
            cluster.found(cluster.nodes(), "--failover-profile", profile.profile());
            if (!cluster.awaitFounded(FORMED)) {
                throw new IllegalStateException("no cluster within " + FORMED + ":\n" + cluster.condition());
            }
            Fleet fleet = new Fleet(cluster, vips);
            try (FleetProbe probe = FleetProbe.start(network, Fleet.FIRST_ADDRESS, vips, ROUND)) {
                return measured(fleet, cluster, probe);
            }
        }
    }

    private Measurement measured(Fleet fleet, Cluster cluster, FleetProbe probe) throws Exception {
        long begun = System.nanoTime();
        fleet.define();
        awaitAllAnswer(cluster, probe);
        Duration added = Duration.ofNanos(System.nanoTime() - begun);
        out.printf("  all answer after %d ms%n", added.toMillis());
        Map<String, Integer> spread = spread(cluster);
        Thread.sleep(SETTLE);
        List<Double> cpu = cpuPercent(cluster);
        List<Double> memory = cluster.nodes().stream()
                .map(node -> ProcessCost.residentMegabytes(cluster.agent(node).pid()))
                .toList();
        out.printf("  idle: %.1f %% and %.0f MB at most%n", max(cpu), max(memory));
        Killing killing = new Killing(cluster, fleet, probe, profile, out);
        List<Measurement.Kill> killed = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            killed.add(killing.killOneThatFollows());
        }
        if (kills > 0) {
            killed.add(killing.killTheLeader());
        }
        return new Measurement(
                fleet.size(),
                added,
                spread.values().stream().mapToInt(i -> i).min().orElse(0),
                spread.values().stream().mapToInt(i -> i).max().orElse(0),
                cpu,
                memory,
                killed);
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(value -> value).max().orElse(0);
    }

    /** Announced, all of them, and then answered for two whole rounds. */
    private static void awaitAllAnswer(Cluster cluster, FleetProbe probe) {
        FleetLog log = probe.log();
        boolean all = Cluster.await(ADDED, () -> probe.known() == log.size());
        probe.ping(true);
        all &= Cluster.await(ADDED, () -> {
            long to = log.next() - 1;
            return to >= 2 && IntStream.range(0, log.size()).allMatch(i -> log.lost(i, to - 2, to) == 0);
        });
        probe.ping(false);
        if (!all) {
            throw new IllegalStateException("not all answer within " + ADDED + ":\n" + cluster.condition());
        }
    }

    private static Map<String, Integer> spread(Cluster cluster) {
        Map<String, Integer> spread = new TreeMap<>();
        cluster.nodes().forEach(node -> spread.put(node.name(), 0));
        JsonNode vips = cluster.rest(cluster.nodes().getFirst()).get("/v1/vips").json();
        for (JsonNode vip : vips.path("vips")) {
            spread.merge(vip.at("/holder/name").asText(), 1, Integer::sum);
        }
        return spread;
    }

    private List<Double> cpuPercent(Cluster cluster) throws InterruptedException {
        List<AgentProcess> agents = cluster.nodes().stream().map(cluster::agent).toList();
        long[] before = cpuNanos(agents);
        long begun = System.nanoTime();
        Thread.sleep(idle);
        long[] after = cpuNanos(agents);
        double took = System.nanoTime() - begun;
        return IntStream.range(0, agents.size())
                .mapToObj(i -> (after[i] - before[i]) * 100 / took)
                .toList();
    }

    private static long[] cpuNanos(List<AgentProcess> agents) {
        return agents.stream()
                .mapToLong(agent -> ProcessCost.processorTime(agent.pid()).toNanos())
                .toArray();
    }
}
