package dev.quorumvip.e2e.bench.footprint;

import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Three agents with one VIP, left in peace, then one of them started again and again. */
final class FootprintRun {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration ENDED = Duration.ofSeconds(15);
    private static final Duration REST = Duration.ofMillis(1500);
    private static final Duration POLL = Duration.ofMillis(2);

    private final Duration idle;
    private final int starts;
    private final PrintStream out;

    FootprintRun(Duration idle, int starts, PrintStream out) {
        this.idle = idle;
        this.starts = starts;
        this.out = out;
    }

    /** @throws IllegalStateException when the agents form no cluster, or one does not become ready */
    Footprint of(Variant variant, Path directory) throws IOException, InterruptedException {
        out.printf(Locale.ROOT, "%s: three agents, %d s idle, %d starts%n", variant.label(), idle.toSeconds(), starts);
        try (TestNetwork network = TestNetwork.create(3);
                Cluster cluster = QuorumVip.BALANCED.serving(
                        network, directory, variant.javaOptions() + " " + Stops.javaOption(directory))) {
            Thread.sleep(WARM);
            List<AgentProcess> agents =
                    cluster.nodes().stream().map(cluster::agent).toList();
            List<Duration> before = processorTimes(agents);
            long began = System.nanoTime();
            Thread.sleep(idle);
            List<Duration> after = processorTimes(agents);
            double seconds = (System.nanoTime() - began) / 1e9;
            List<Double> percent = IntStream.range(0, agents.size())
                    .mapToObj(i -> after.get(i).minus(before.get(i)).toMillis() / 10.0 / seconds)
                    .toList();
            List<Double> resident = agents.stream()
                    .map(agent -> ProcessCost.residentMegabytes(agent.pid()))
                    .toList();
            return new Footprint(variant, resident, percent, starts(cluster), Stops.in(directory));
        }
    }

    private static List<Duration> processorTimes(List<AgentProcess> agents) {
        return agents.stream()
                .map(agent -> ProcessCost.processorTime(agent.pid()))
                .toList();
    }

    private List<Double> starts(Cluster cluster) throws InterruptedException {
        Node restarted = cluster.nodes().getLast();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            AgentProcess before = cluster.agent(restarted);
            before.terminate();
            if (before.awaitEnd(ENDED).isEmpty()) {
                throw new IllegalStateException("the agent on " + restarted + " did not end within " + ENDED);
            }
            Thread.sleep(REST);
            long began = System.nanoTime();
            cluster.start(restarted);
            while (!cluster.rest(restarted).ready()) {
                if (System.nanoTime() - began > READY.toNanos()) {
                    throw new IllegalStateException(
                            restarted + " was not ready within " + READY + ":\n" + cluster.condition());
                }
                Thread.sleep(POLL);
            }
            millis.add((System.nanoTime() - began) / 1e6);
            Thread.sleep(REST);
        }
        return millis;
    }
}
