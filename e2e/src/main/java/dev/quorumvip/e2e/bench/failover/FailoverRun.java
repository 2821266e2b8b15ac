package dev.quorumvip.e2e.bench.failover;

import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.report.Measured;
import dev.quorumvip.e2e.bench.report.RawResults;
import dev.quorumvip.e2e.bench.watch.Sight;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Round after round, each contender in turn is set up alone and has every mishap once. So what else the machine does hits
 * all alike, and none is disturbed by another.
 */
final class FailoverRun {
    /** Longer than any interval between two renewals or advertisements, so that every phase of them is met. */
    private static final int PHASE_MILLIS = 1_000;

    /** By which a mishap's length varies. */
    private static final int LENGTH_MILLIS = 500;

    /** How often setting up may fail in a round with a contender, before the rest of its round is given up. */
    private static final int SPARE_STAGES = 2;

    private final List<Contender> contenders;
    private final List<Mishap> mishaps;
    private final Path directory;
    private final boolean keepLogs;
    private final Random random;
    private final RawResults raw;
    private final PrintStream out;
    private final List<Measured> measured = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final long start = System.nanoTime();
    private boolean oursFailed;
    private int done;
    private int total;

    FailoverRun(
            List<Contender> contenders,
            List<Mishap> mishaps,
            Path directory,
            boolean keepLogs,
            long seed,
            RawResults raw,
            PrintStream out) {
        this.contenders = contenders;
        this.mishaps = mishaps;
        this.directory = directory;
        this.keepLogs = keepLogs;
        this.random = new Random(seed);
        this.raw = raw;
        this.out = out;
    }

    void run(int rounds) throws Exception {
        total = rounds
                * contenders.stream().mapToInt(each -> mishapsOf(each).size()).sum();
        for (int round = 1; round <= rounds; round++) {
            List<Mishap> order = new ArrayList<>(mishaps);
            Collections.shuffle(order, random);
            for (int i = 0; i < contenders.size(); i++) {
                Contender contender = contenders.get((round + i) % contenders.size());
                List<Mishap> its = new ArrayList<>(order);
                its.retainAll(mishapsOf(contender));
                perform(round, contender, its);
            }
        }
    }

    /** Without a leader there is none to lose. */
    private List<Mishap> mishapsOf(Contender contender) {
        return mishaps.stream()
                .filter(mishap -> contender.ours() || !mishap.befallsLeader())
                .toList();
    }

    /** Every mishap once; where one goes wrong, the next begins on a new stage. */
    private void perform(int round, Contender contender, List<Mishap> its) throws Exception {
        Iterator<Mishap> left = its.iterator();
        for (int attempt = 1; left.hasNext() && attempt <= its.size() + SPARE_STAGES; attempt++) {
            Path place =
                    directory.resolve("%s-%d-%d".formatted(contender.label().replace(' ', '-'), round, attempt));
            try (Stage stage = Stage.open(contender, place)) {
                while (left.hasNext() && !stage.isSpoilt()) {
                    perform(round, contender, left.next(), stage);
                }
                if (keepLogs) {
                    stage.keepLogs();
                }
            } catch (IllegalStateException | UncheckedIOException e) {
                fail(contender, round, "setting up", String.valueOf(e.getMessage()));
            }
        }
        left.forEachRemaining(missed -> fail(contender, round, missed.key(), "not tried: no stage for it"));
    }

    private void perform(int round, Contender contender, Mishap mishap, Stage stage) throws Exception {
        Duration wait = Duration.ofMillis(random.nextInt(PHASE_MILLIS));
        Duration more = Duration.ofMillis(random.nextInt(LENGTH_MILLIS));
        Trial.Outcome outcome = outcome(new Trial(stage, contender, mishap), wait, more);
        done++;
        if (outcome.seen().isEmpty()) {
            fail(contender, round, mishap.key(), outcome.trouble());
            stage.spoil();
            return;
        }
        Trial.Seen seen = outcome.seen().get();
        Line line = new Line(round, contender, mishap, outcome);
        List<Measured> parts = new ArrayList<>();
        parts.add(line.measured(seen.at(), mishap.key(), seen.mishap(), Optional.empty()));
        seen.comeBack()
                .ifPresent(back -> parts.add(line.measured(
                        back.at(), mishap.key() + ": " + back.companion() + " back", back.sight(), back.shown())));
        parts.add(line.measured(
                seen.mended(), mishap.key() + ": " + mishap.mendingWords(), seen.mending(), Optional.empty()));
        for (Measured part : parts) {
            measured.add(part);
            raw.add(part);
        }
        tell(parts);
        if (contender.ours() && !parts.stream().allMatch(Measured::sound)) {
            fail(contender, round, mishap.key(), "two answered, or the VIP did not come back");
            stage.spoil();
        }
        long missed = stage.eyes().missedFrames();
        if (missed > 0) {
            findings.add("%d frames went unseen in round %d of %s".formatted(missed, round, contender.label()));
            stage.spoil();
        }
    }

    /** A command that failed, or a process that did not end, spoils this trial and its stage, not the run. */
    private static Trial.Outcome outcome(Trial trial, Duration wait, Duration more) throws InterruptedException {
        try {
            return trial.run(wait, more);
        } catch (IllegalStateException | UncheckedIOException e) {
            return Trial.Outcome.failed(String.valueOf(e.getMessage()));
        }
    }

    /** What all that is measured of one trial has in common. */
    private record Line(int round, Contender contender, Mishap mishap, Trial.Outcome outcome) {
        Measured measured(Instant at, String event, Sight sight, Optional<Duration> statusRight) {
            return new Measured(
                    round,
                    at,
                    mishap.key(),
                    event,
                    contender.label(),
                    contender.ours(),
                    outcome.target(),
                    outcome.successor(),
                    sight,
                    statusRight);
        }
    }

    private void fail(Contender contender, int round, String when, String what) {
        String finding = "round %d, %s, %s: %s".formatted(round, contender.label(), when, what);
        out.println("TROUBLE: " + finding);
        findings.add(finding.lines().findFirst().orElse(finding));
        oursFailed |= contender.ours();
    }

    private void tell(List<Measured> parts) {
        Measured during = parts.getFirst();
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        out.printf(
                Locale.ROOT,
                "[%d/%d %d:%02d:%02d] %-11s %-28s %s -> %-6s %s%n",
                done,
                total,
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                during.fault(),
                during.system(),
                during.target(),
                during.successor(),
                parts.stream().map(FailoverRun::words).collect(Collectors.joining("; then ")));
    }

    private static String words(Measured part) {
        Sight sight = part.sight();
        return String.format(
                Locale.ROOT,
                "%5.0f ms out, %4d lost, two for %d ms, %d GARPs, sender %.1f ms late%s%s",
                sight.outage().toNanos() / 1e6,
                sight.lost(),
                sight.doubleAnswer().toMillis(),
                sight.announcements(),
                sight.senderLateness().toNanos() / 1e6,
                sight.servedAtEnd() ? "" : ", NOT BACK",
                part.statusRight()
                        .map(time -> ", status right after %d ms".formatted(time.toMillis()))
                        .orElse(""));
    }

    /** In the order of mishaps and contenders, whatever the order of the run. */
    List<Measured> measured() {
        List<String> keys = mishaps.stream().map(Mishap::key).toList();
        List<String> labels = contenders.stream().map(Contender::label).toList();
        return measured.stream()
                .sorted(Comparator.comparingInt((Measured each) -> keys.indexOf(each.fault()))
                        .thenComparingInt(each -> each.event().equals(each.fault()) ? 0 : 1)
                        .thenComparingInt(each -> labels.indexOf(each.system())))
                .toList();
    }

    /** What went wrong, one line each. */
    List<String> findings() {
        return Collections.unmodifiableList(findings);
    }

    /** Whether no trial of ours had two answering, or did not come to its end with the VIP served. */
    boolean oursHeld() {
        return !oursFailed;
    }
}
