package dev.quorumvip.e2e.bench.scale;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.scale.Measurement.Kill;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.FleetLog;
import dev.quorumvip.e2e.probe.FleetProbe;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Kills the agent that holds most, watches who notices, and starts it again. */
final class Killing {
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration RESTARTED = Duration.ofSeconds(60);

    /** After the restart: announcements are repeated, and the leader may still be at the membership. */
    private static final Duration SETTLE = Duration.ofSeconds(3);

    /** So many of those that move are asked for on all nodes. */
    private static final int WATCHED = 5;

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(20);

    /** The last rounds' replies may still be under way when the log is read. */
    private static final int UNDER_WAY = 3;

    private final Cluster cluster;
    private final Fleet fleet;
    private final FleetProbe probe;
    private final Duration watched;
    private final PrintStream out;

    Killing(Cluster cluster, Fleet fleet, FleetProbe probe, QuorumVip profile, PrintStream out) {
        this.cluster = cluster;
        this.fleet = fleet;
        this.probe = probe;
        this.watched = profile.faultLasts();
        this.out = out;
    }

    /** Of the nodes that do not lead the one with the most virtual IPs. */
    Kill killOneThatFollows() throws Exception {
        Optional<Node> leader = cluster.leader();
        return kill(withMost(node -> leader.filter(node::equals).isEmpty()), false);
    }

    /** Whatever it holds. */
    Kill killTheLeader() throws Exception {
        Node leader = cluster.leader().orElseThrow(() -> new IllegalStateException("nobody leads"));
        return kill(leader, true);
    }

    private Node withMost(Predicate<Node> which) {
        return cluster.nodes().stream()
                .filter(which)
                .max(Comparator.comparingInt(node -> probe.indexesOf(node.mac()).length))
                .orElseThrow();
    }

    private Kill kill(Node victim, boolean leads) throws Exception {
        int[] its = probe.indexesOf(victim.mac());
        List<WireProbe> watches = new ArrayList<>();
        try {
            for (int i = 0; i < Math.min(WATCHED, its.length); i++) {
                String address = Fleet.address(its[i * its.length / WATCHED]);
                watches.add(WireProbe.startAsking(cluster.network(), address, WATCH_INTERVAL));
            }
            Instant from = Instant.now();
            Kill kill = watched(victim, leads, its);
            int two = 0;
            for (WireProbe watch : watches) {
                two += new Verdict(watch.recording(from, Instant.now()))
                        .doubleAnswers()
                        .size();
            }
            Kill seen = kill.withDoubleAnswers(two);
            tell(victim, seen);
            return seen;
        } finally {
            watches.forEach(WireProbe::close);
            cluster.start(victim);
            if (!cluster.awaitReady(cluster.nodes(), RESTARTED)) {
                throw new IllegalStateException("not ready within " + RESTARTED + ":\n" + cluster.condition());
            }
            Thread.sleep(SETTLE);
        }
    }

    private Kill watched(Node victim, boolean leads, int[] its) throws InterruptedException {
        FleetLog log = probe.log();
        long missedBefore = probe.missedFrames();
        long from = log.next();
        probe.ping(true);
        Thread.sleep(BEFORE);
        long atKill = log.next();
        long killedAt = System.nanoTime();
        cluster.kill(victim);
        Thread.sleep(watched);
        probe.ping(false);
        long to = log.next() - UNDER_WAY;
        boolean[] moved = new boolean[fleet.size()];
        Duration first = watched;
        Duration last = Duration.ZERO;
        int away = 0;
        for (int index : its) {
            moved[index] = true;
            Duration back = log.back(index, killedAt, atKill, to);
            first = back.compareTo(first) < 0 ? back : first;
            last = back.compareTo(last) > 0 ? back : last;
            away += log.lost(index, to - 1, to);
        }
        int lost = 0;
        for (int index = 0; index < fleet.size(); index++) {
            lost += moved[index] ? 0 : log.lost(index, from, to);
        }
        return new Kill(leads, its.length, first, last, away, lost, 0, probe.missedFrames() - missedBefore);
    }

    private void tell(Node victim, Kill kill) {
        String back = kill.held() == 0
                ? "nothing to come back"
                : "back after %d to %d ms"
                        .formatted(kill.firstBack().toMillis(), kill.lastBack().toMillis());
        out.printf(
                "  %s%s killed with %d: %s%s; %d replies of others lost%s%s%n",
                victim,
                kill.leader() ? ", the leader," : "",
                kill.held(),
                back,
                kill.stayedAway() == 0 ? "" : ", but " + kill.stayedAway() + " stayed away",
                kill.othersLost(),
                kill.doubleAnswers() == 0 ? "" : ", TWO NODES ANSWERED " + kill.doubleAnswers() + " times",
                kill.missedFrames() == 0 ? "" : " (" + kill.missedFrames() + " frames unseen)");
    }
}
