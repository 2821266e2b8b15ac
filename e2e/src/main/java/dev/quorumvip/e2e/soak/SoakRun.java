package dev.quorumvip.e2e.soak;

import dev.quorumvip.e2e.agent.AgentRest;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Recording;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Does one trouble after the other to a cluster that serves a VIP, and judges each. */
final class SoakRun {
    /** A majority that is whole must have the VIP answer within this time; generous, as two cores run everything. */
    private static final Duration SERVED_BY_MAJORITY = Duration.ofSeconds(5);

    /** After everything is mended: agents have to start, and to find one another. */
    private static final Duration RECOVERED = Duration.ofSeconds(60);

    private static final Duration RECENT = WireProbe.INTERVAL.multipliedBy(10);

    /** Judged twice where steps meet, so that nothing falls between them. */
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    private static final int LOG_ENTRIES = 40;

    private static final Set<Fault> ENDS_AGENT = EnumSet.of(Fault.KILL, Fault.TERMINATE);

    private final Cluster cluster;
    private final WireProbe probe;
    private final RandomGenerator random;
    private final PrintStream out;
    private final Instant start = Instant.now();
    private final SoakReport report = new SoakReport();
    private Instant judgedUntil = start;

    SoakRun(Cluster cluster, WireProbe probe, RandomGenerator random, PrintStream out) {
        this.cluster = cluster;
        this.probe = probe;
        this.random = random;
        this.out = out;
    }

    /** Ends early when the cluster does not recover, as nothing more can be learnt then. */
    SoakReport run(Duration duration) throws InterruptedException {
        boolean recovered = true;
        while (recovered && Duration.between(start, Instant.now()).compareTo(duration) < 0) {
            fillLog();
            recovered = befall(Trouble.draw(random));
        }
        Thread.sleep(OVERLAP);
        judge(Instant.now());
        return report;
    }

    /**
     * So that in a long run the log is snapshotted and purged many times, and a node that was away needs a snapshot.
     */
    private void fillLog() {
        AgentRest door =
                cluster.rest(cluster.nodes().get(random.nextInt(cluster.nodes().size())));
        for (int i = 0; i < LOG_ENTRIES / 2; i++) {
            door.request("PUT", "/v1/vips/other", "{\"address\":\"10.77.0.51/24\"}");
            door.request("DELETE", "/v1/vips/other", "");
        }
    }

    private boolean befall(Trouble trouble) throws InterruptedException {
        List<Node> targets = targets(trouble.target());
        Instant at = Instant.now();
        for (Node target : targets) {
            trouble.fault().inject(cluster, target);
        }
        if (trouble.target().leavesMajority()) {
            awaitServedByOthers(trouble, targets, at);
        }
        sleepUntil(at.plus(trouble.lasting()));
        expectAlive(trouble, targets);
        boolean recovered = mend(trouble, targets);
        Duration outage = outageSince(at);
        report.outage(trouble.kind(), outage);
        tell(at, trouble, targets, outage);
        judge(Instant.now());
        return recovered;
    }

    private List<Node> targets(Trouble.Target target) {
        Optional<Node> holder = probe.answering(RECENT).flatMap(cluster::nodeOf);
        List<Node> shuffled = new ArrayList<>(cluster.nodes());
        for (int i = shuffled.size() - 1; i > 0; i--) {
            shuffled.add(shuffled.remove(random.nextInt(i + 1)));
        }
        Node first = holder.orElse(shuffled.getFirst());
        return switch (target) {
            case HOLDER -> List.of(first);
            case LEADER -> List.of(cluster.leader().orElse(first));
            case BYSTANDER ->
                shuffled.stream().filter(node -> !node.equals(first)).limit(1).toList();
            case MAJORITY -> {
                shuffled.remove(first);
                shuffled.addFirst(first);
                yield List.copyOf(shuffled.subList(0, shuffled.size() / 2 + 1));
            }
            case EVERYONE -> List.copyOf(shuffled);
        };
    }

    private void awaitServedByOthers(Trouble trouble, List<Node> targets, Instant at) {
        // A fault shorter than the lease may well leave the VIP where it is; any answer at all after the fault's end
        // will do then.
        Duration limit = SERVED_BY_MAJORITY.plus(trouble.lasting());
        boolean served = Cluster.await(
                limit,
                () -> probe.answering(RECENT)
                        .flatMap(cluster::nodeOf)
                        .filter(node -> !targets.contains(node) || Instant.now().isAfter(at.plus(trouble.lasting())))
                        .isPresent());
        if (!served) {
            report.failure(since(at) + " no answer within " + limit + " of " + trouble.kind() + " (" + targets + ")");
        }
    }

    private void expectAlive(Trouble trouble, List<Node> targets) {
        Set<Node> mayHaveEnded = new HashSet<>(ENDS_AGENT.contains(trouble.fault()) ? targets : List.of());
        for (Node node : cluster.nodes()) {
            if (!mayHaveEnded.contains(node) && !cluster.runs(node)) {
                report.failure(
                        since(Instant.now()) + " the agent on " + node + " ended by itself; see " + cluster.log(node));
                cluster.start(node);
            }
        }
    }

    private boolean mend(Trouble trouble, List<Node> targets) {
        for (Node target : targets) {
            trouble.fault().mend(cluster, target);
        }
        Instant mended = Instant.now();
        boolean ready = cluster.awaitReady(cluster.nodes(), RECOVERED);
        boolean served =
                Cluster.await(SERVED_BY_MAJORITY, () -> probe.answering(RECENT).isPresent());
        expectAlive(trouble, List.of());
        if (!ready || !served) {
            report.failure("%s not recovered within %s of the end of %s: ready %s, served %s; logs in %s"
                    .formatted(since(mended), RECOVERED, trouble.kind(), ready, served, cluster.directory()));
        }
        return ready && served;
    }

    private Duration outageSince(Instant at) {
        Recording recording = probe.recording(at.minus(OVERLAP), Instant.now());
        return new Verdict(recording).longestOutageSince(at).duration();
    }

    private void judge(Instant until) {
        Recording recording = probe.recording(judgedUntil.minus(OVERLAP), until);
        List<Verdict.DoubleAnswer> found = new Verdict(recording).doubleAnswers();
        found.forEach(clash -> out.println("DOUBLE ANSWER: " + clash));
        report.doubleAnswers(found);
        report.blindness(recording.longestBlindness());
        cluster.nodes().forEach(node -> report.dataBytes(cluster.dataBytes(node)));
        judgedUntil = until;
        probe.forgetBefore(until.minus(OVERLAP.multipliedBy(3)));
    }

    private void tell(Instant at, Trouble trouble, List<Node> targets, Duration outage) {
        String holder = probe.answering(RECENT).map(cluster::nameOf).orElse("nobody");
        out.printf(
                Locale.ROOT,
                "%s %s, %s, %.2f s: outage %d ms, now on %s%n",
                since(at),
                trouble.kind(),
                targets,
                trouble.lasting().toMillis() / 1000.0,
                outage.toMillis(),
                holder);
    }

    private String since(Instant at) {
        Duration time = Duration.between(start, at);
        return "[%02d:%02d:%06.3f]"
                .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart() + time.toMillisPart() / 1000.0);
    }

    private static void sleepUntil(Instant moment) throws InterruptedException {
        Duration left = Duration.between(Instant.now(), moment);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }
}
