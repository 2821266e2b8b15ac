package dev.quorumvip.e2e.demo;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Answer;
import dev.quorumvip.e2e.probe.Recording;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The demo's acts: found, set, kill, cut off, drain; then the timeline and the verdict. */
final class Performance {
    static final String VIP = "10.77.0.50";
    private static final Duration FORMED = Duration.ofSeconds(60);
    private static final Duration SERVED = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final WireProbe probe;
    private final PrintStream out;
    private final Instant start = Instant.now();
    private final Timeline timeline = new Timeline(start);
    private Instant put = start;
    private final List<String> troubles = new ArrayList<>();
    private final List<String> results = new ArrayList<>();

    Performance(Cluster cluster, WireProbe probe, PrintStream out) {
        this.cluster = cluster;
        this.probe = probe;
        this.out = out;
    }

    /** Whether never two nodes answered, and the VIP always came back. */
    boolean run() throws InterruptedException {
        if (formed()) {
            strike(Fault.KILL, "kill -9 of the agent on %s, which holds the VIP", "start the agent on %s again");
            strike(
                    Fault.CUT_OFF,
                    "cut %s off from its peers; its link stays up, the client reaches it",
                    "mend the network of %s");
            strike(Fault.TERMINATE, "drain %s: SIGTERM to its agent", "start the agent on %s again");
            showStatus();
        }
        return verdict();
    }

    private boolean formed() throws InterruptedException {
        heading("Three nodes, one agent each");
        List<Node> nodes = cluster.nodes();
        for (Node node : nodes) {
            out.println(node + "$ bin/quorumvip "
                    + String.join(
                            " ", cluster.optionsAlone(node).foundedBy(nodes).arguments()));
        }
        did("start the agents on " + nodes);
        cluster.found(nodes);
        if (!cluster.awaitFounded(FORMED)) {
            troubles.add("the agents formed no cluster within " + FORMED);
            return false;
        }
        did("the cluster is formed, with three voters");
        heading("A virtual IP");
        Node first = nodes.getFirst();
        out.println(first + "$ curl -X PUT -d '{\"vip\":\"" + VIP + "/24\"}' http://127.0.0.1:9900/vip");
        put = did("PUT /vip " + VIP + "/24 on " + first);
        out.println(cluster.rest(first).putVip(VIP + "/24").body());
        return served("PUT /vip", put).isPresent();
    }

    private Optional<Node> served(String after, Instant since) throws InterruptedException {
        Optional<Answer> answer = probe.awaitAnswer(since, SERVED);
        if (answer.isEmpty()) {
            troubles.add("the VIP did not answer within " + SERVED + " of " + after);
            return Optional.empty();
        }
        Thread.sleep(LOOK);
        return answer.flatMap(seen -> cluster.nodeOf(seen.mac()));
    }

    private void strike(Fault fault, String doing, String mending) throws InterruptedException {
        Optional<Node> holding = probe.answering(Duration.ofSeconds(1)).flatMap(cluster::nodeOf);
        if (holding.isEmpty()) {
            troubles.add("nobody held the VIP before: " + fault.words());
            return;
        }
        Node holder = holding.get();
        heading(doing.formatted(holder));
        Instant at = did(doing.formatted(holder));
        fault.inject(cluster, holder);
        boolean moved = Cluster.await(SERVED, () -> answeringOtherThan(holder));
        if (!moved) {
            troubles.add("no other node took the VIP within " + SERVED + " of: " + fault.words());
        }
        Thread.sleep(LOOK);
        did(mending.formatted(holder));
        fault.mend(cluster, holder);
        if (!cluster.awaitReady(cluster.nodes(), FORMED)) {
            troubles.add(holder + " was not ready within " + FORMED + " of being mended");
        }
        Thread.sleep(LOOK);
        tellOutcome(fault, at);
    }

    private boolean answeringOtherThan(Node holder) {
        return probe.answering(WireProbe.INTERVAL.multipliedBy(5))
                .filter(mac -> !mac.equals(holder.mac()))
                .isPresent();
    }

    private void tellOutcome(Fault fault, Instant at) {
        Verdict verdict =
                new Verdict(probe.recording(at.minus(LOOK), Instant.now().minus(WireProbe.ECHO_PATIENCE)));
        String holder =
                probe.answering(Duration.ofSeconds(1)).map(cluster::nameOf).orElse("nobody");
        String result = String.format(
                Locale.ROOT,
                "%-34s %5d ms without an answer, %4d replies lost to the client, now on %s",
                fault.words(),
                verdict.longestOutageSince(at).duration().toMillis(),
                verdict.lostEchoes(),
                holder);
        results.add(result);
        out.println(result);
    }

    private void showStatus() {
        Node last = cluster.nodes().getLast();
        heading("What any node says");
        out.println(last + "$ bin/quorumvip status");
        out.println(cluster.cli(last, "status").output());
    }

    private boolean verdict() throws InterruptedException {
        Instant end = Instant.now();
        Thread.sleep(WireProbe.ECHO_PATIENCE);
        Recording recording = probe.recording(put, end);
        timeline.saw(recording, cluster::nameOf);
        heading("Timeline");
        timeline.print(out);
        heading("Summary");
        results.forEach(out::println);
        List<Verdict.DoubleAnswer> doubles = new Verdict(recording).doubleAnswers();
        doubles.forEach(found -> out.println("TWO NODES ANSWERED: " + found));
        troubles.forEach(trouble -> out.println("TROUBLE: " + trouble));
        boolean good = doubles.isEmpty() && troubles.isEmpty();
        out.printf(
                Locale.ROOT,
                "%d rounds of asking every node: %d double answers. %s%n",
                recording.rounds().size(),
                doubles.size(),
                good ? "All is well." : "NOT WELL.");
        return good;
    }

    private Instant did(String what) {
        Instant now = Instant.now();
        timeline.did(now, what);
        return now;
    }

    private void heading(String text) {
        out.println();
        out.println("== " + text);
    }
}
