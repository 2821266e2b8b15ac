package dev.quorumvip.e2e.bench.calm;

import dev.quorumvip.e2e.bench.watch.Eyes;
import dev.quorumvip.e2e.bench.watch.Sight;
import dev.quorumvip.e2e.net.Node;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Looks on, and counts, a stretch at a time. */
final class CalmRun {
    private static final Duration STRETCH = Duration.ofSeconds(30);

    private final Eyes eyes;
    private final PrintStream out;
    private Node holder;
    private int moves;
    private int doubleAnswers;
    private long lost;
    private Duration longestGap = Duration.ZERO;
    private Duration senderLateness = Duration.ZERO;
    private boolean served;

    CalmRun(Eyes eyes, Node holder, PrintStream out) {
        this.eyes = eyes;
        this.holder = holder;
        this.out = out;
    }

    void run(Duration length) throws InterruptedException {
        Instant start = Instant.now();
        Instant end = start.plus(length);
        for (Instant from = start; from.isBefore(end); ) {
            Instant to = from.plus(STRETCH).isBefore(end) ? from.plus(STRETCH) : end;
            look(from, to);
            out.printf(Locale.ROOT, "[%d s] %s%n", Duration.between(start, to).toSeconds(), this);
            eyes.forgetBefore(to.minus(STRETCH));
            from = to;
        }
    }

    private void look(Instant from, Instant to) throws InterruptedException {
        Sight sight = eyes.between(from, to);
        List<Node> holders = eyes.holders(from, to);
        for (Node next : holders) {
            if (!next.equals(holder)) {
                moves++;
                holder = next;
            }
        }
        lost += sight.lost();
        doubleAnswers += sight.doubleAnswers();
        longestGap = longer(longestGap, sight.outage());
        senderLateness = longer(senderLateness, sight.senderLateness());
        served = sight.servedAtEnd();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** Whether the VIP stayed where it was, was never on two nodes, and was served at the end. */
    boolean calm() {
        return moves == 0 && doubleAnswers == 0 && served;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d failovers, %d replies lost, longest gap %.1f ms, %d double answers, on %s%s, sender %.1f ms late at worst",
                moves,
                lost,
                longestGap.toNanos() / 1e6,
                doubleAnswers,
                holder,
                served ? "" : " but not served",
                senderLateness.toNanos() / 1e6);
    }
}
