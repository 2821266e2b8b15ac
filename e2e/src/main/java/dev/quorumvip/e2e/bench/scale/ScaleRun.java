package dev.quorumvip.e2e.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.footprint.ProcessCost;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.FleetLog;
import dev.quorumvip.e2e.probe.FleetProbe;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Five agents and so many virtual IPs: they are added, left in peace, and the node with the most of them is killed. */
final class ScaleRun {
    private static final int NODES = 5;
    private static final int FIRST_OCTETS_LIMIT = 250;
    private static final String FIRST_ADDRESS = "10.78.0.0";
    private static final Duration ROUND = Duration.ofMillis(100);
    private static final Duration FORMED = Duration.ofSeconds(90);
    private static final Duration ADDED = Duration.ofSeconds(120);
    private static final Duration SETTLE = Duration.ofSeconds(12);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    /** As a person with a script would: some at a time. */
    private static final int TOGETHER = 8;

    private final QuorumVip profile;
    private final Duration idle;
    private final PrintStream out;

    ScaleRun(QuorumVip profile, Duration idle, PrintStream out) {
        this.profile = profile;
        this.idle = idle;
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
            try (FleetProbe probe = FleetProbe.start(network, FIRST_ADDRESS, vips, ROUND)) {
                return measured(vips, cluster, probe);
            }
        }
    }

    private Measurement measured(int vips, Cluster cluster, FleetProbe probe) throws Exception {
        long begun = System.nanoTime();
        add(vips, cluster);
        awaitAllAnswer(cluster, probe);
        Duration added = Duration.ofNanos(System.nanoTime() - begun);
        out.printf("  all answer after %d ms%n", added.toMillis());
        Map<String, Integer> spread = spread(cluster);
        Thread.sleep(SETTLE);
        double[] cpu = cpuPercent(cluster);
        double[] memory = cluster.nodes().stream()
                .mapToDouble(node ->
                        ProcessCost.residentMegabytes(cluster.agent(node).pid()))
                .sorted()
                .toArray();
        Node victim = cluster.nodes().stream()
                .max((a, b) -> Integer.compare(spread.getOrDefault(a.name(), 0), spread.getOrDefault(b.name(), 0)))
                .orElseThrow();
        return killed(vips, added, spread, cpu[NODES / 2], memory[NODES / 2], cluster, victim, probe);
    }

    private Measurement killed(
            int vips,
            Duration added,
            Map<String, Integer> spread,
            double cpu,
            double memory,
            Cluster cluster,
            Node victim,
            FleetProbe probe)
            throws InterruptedException {
        FleetLog log = probe.log();
        int[] its = probe.indexesOf(victim.mac());
        long from = log.next();
        long killedAt = System.nanoTime();
        cluster.kill(victim);
        Thread.sleep(AFTER_KILL);
        // The last rounds' replies may still be under way.
        long to = log.next() - 5;
        boolean[] moved = new boolean[vips];
        Duration slowest = Duration.ZERO;
        for (int index : its) {
            moved[index] = true;
            Duration back = log.back(index, killedAt, from, to);
            slowest = back.compareTo(slowest) > 0 ? back : slowest;
        }
        int lost = 0;
        for (int index = 0; index < vips; index++) {
            lost += moved[index] ? 0 : log.lost(index, from, to);
        }
        out.printf(
                "  %s killed with %d: the last is back after %d ms; %d replies of others lost%n",
                victim, its.length, slowest.toMillis(), lost);
        return new Measurement(
                vips,
                added,
                spread.values().stream().mapToInt(i -> i).min().orElse(0),
                spread.values().stream().mapToInt(i -> i).max().orElse(0),
                cpu,
                memory,
                its.length,
                slowest,
                lost,
                probe.missedFrames());
    }

    private static void add(int vips, Cluster cluster) throws Exception {
        Node door = cluster.nodes().getFirst();
        try (ExecutorService workers = Executors.newFixedThreadPool(TOGETHER)) {
            List<Future<HttpReply>> replies = new ArrayList<>();
            for (int i = 0; i < vips; i++) {
                String path = "/v1/vips/v%04d".formatted(i);
                String body = "{\"address\":\"" + address(i) + "/32\"}";
                replies.add(workers.submit(() -> cluster.rest(door).request("PUT", path, body)));
            }
            for (Future<HttpReply> reply : replies) {
                HttpReply answer = reply.get(ADDED.toSeconds(), TimeUnit.SECONDS);
                if (answer.status() != 202) {
                    throw new IllegalStateException("a virtual IP was refused: " + answer.body());
                }
            }
        }
    }

    private static String address(int index) {
        if (index >= FIRST_OCTETS_LIMIT * 256) {
            throw new IllegalArgumentException("no more than " + FIRST_OCTETS_LIMIT * 256 + " virtual IPs");
        }
        return "10.78." + index / 256 + "." + index % 256;
    }

    private static void awaitAllAnswer(Cluster cluster, FleetProbe probe) {
        FleetLog log = probe.log();
        boolean all = Cluster.await(ADDED, () -> {
            long to = log.next() - 1;
            return probe.known() == log.size()
                    && to >= 3
                    && IntStream.range(0, log.size()).allMatch(i -> log.lost(i, to - 2, to) == 0);
        });
        if (!all) {
            throw new IllegalStateException("not all answer within " + ADDED + ":\n" + cluster.condition());
        }
    }

    private static Map<String, Integer> spread(Cluster cluster) {
        Map<String, Integer> spread = new HashMap<>();
        cluster.nodes().forEach(node -> spread.put(node.name(), 0));
        JsonNode vips = cluster.rest(cluster.nodes().getFirst()).get("/v1/vips").json();
        for (JsonNode vip : vips.path("vips")) {
            spread.merge(vip.at("/holder/name").asText(), 1, Integer::sum);
        }
        return spread;
    }

    /** Of each agent, in order. */
    private double[] cpuPercent(Cluster cluster) throws InterruptedException {
        List<AgentProcess> agents = cluster.nodes().stream().map(cluster::agent).toList();
        long[] before = cpuNanos(agents);
        long begun = System.nanoTime();
        Thread.sleep(idle);
        long[] after = cpuNanos(agents);
        double took = System.nanoTime() - begun;
        double[] percent = IntStream.range(0, agents.size())
                .mapToDouble(i -> (after[i] - before[i]) * 100 / took)
                .toArray();
        Arrays.sort(percent);
        return percent;
    }

    private static long[] cpuNanos(List<AgentProcess> agents) {
        return agents.stream()
                .mapToLong(agent -> ProcessCost.processorTime(agent.pid()).toNanos())
                .toArray();
    }
}
