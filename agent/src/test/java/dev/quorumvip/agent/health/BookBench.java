package dev.quorumvip.agent.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A book whose time stands still until it is moved, and whose runs end at once where an answer is set. */
final class BookBench implements HealthMetrics {
    static final ProbeResult GOOD = ProbeResult.passed("HTTP 200", Duration.ofMillis(3));
    static final ProbeResult BAD = ProbeResult.failed("HTTP 500", Duration.ofMillis(4));

    final HealthBook book;
    final Map<HealthCheck, ProbeResult> answers = new HashMap<>();

    /** Runs that have no answer yet. */
    final List<CheckRun> underWay = new ArrayList<>();

    /** When each run began, by check. */
    final Map<HealthCheck, List<Duration>> begun = new HashMap<>();

    final List<String> vipChanges = new ArrayList<>();
    final List<String> checkChanges = new ArrayList<>();
    final List<String> counted = new ArrayList<>();
    private Duration now = Duration.ZERO;

    BookBench() {
        this(() -> 0L);
    }

    BookBench(RandomGenerator random) {
        this.book = new HealthBook(true, this, random, 256, 2);
    }

    BookBench(boolean execAllowed) {
        this.book = new HealthBook(execAllowed, this, () -> 0L, 256, 2);
    }

    /** Nanoseconds that overflow soon, as a monotonic clock's may. */
    Moment now() {
        return new Moment(Long.MAX_VALUE - 1_000_000 + now.toNanos(), Instant.EPOCH.plus(now));
    }

    void update(Map<String, List<HealthCheck>> vips) {
        book.update(vips, now());
        look();
    }

    /** Answers what is under way and whatever comes after it. */
    void answer(HealthCheck check, ProbeResult result) {
        answers.put(check, result);
        for (CheckRun run : List.copyOf(underWay)) {
            if (run.check().equals(check)) {
                finish(run, result);
            }
        }
    }

    void finish(CheckRun run, ProbeResult result) {
        underWay.remove(run);
        book.finished(run, result, now());
        look();
    }

    /** Lets time pass, with a look at each moment for which one is asked. */
    void advance(Duration by) {
        Duration end = now.plus(by);
        long endNanos = now().nanos() + by.toNanos();
        while (book.nextNanos().isPresent() && book.nextNanos().getAsLong() - endNanos <= 0) {
            now = now.plusNanos(Math.max(0, book.nextNanos().getAsLong() - now().nanos()));
            look();
        }
        now = end;
        look();
    }

    /** Lets time pass, and looks only at its end: the process was stopped. */
    void jump(Duration by) {
        now = now.plus(by);
        look();
    }

    VipReport report(String vip) {
        VipReport report = book.report().get(vip);
        if (report == null) {
            throw new AssertionError("no report of " + vip);
        }
        return report;
    }

    private void look() {
        for (List<CheckRun> runs = book.start(now()); !runs.isEmpty(); runs = book.start(now())) {
            for (CheckRun run : runs) {
                begun.computeIfAbsent(run.check(), c -> new ArrayList<>()).add(now);
                underWay.add(run);
                ProbeResult answer = answers.get(run.check());
                if (answer != null) {
                    underWay.remove(run);
                    book.finished(run, answer, now());
                }
            }
        }
        book.takeVipChanges()
                .forEach(change -> vipChanges.add(now.toMillis() + " " + change.vip() + " " + change.before() + " "
                        + change.after() + " (" + change.reason() + ")"));
        book.takeCheckChanges()
                .forEach(change -> checkChanges.add(change.check().name() + " " + change.before() + " " + change.after()
                        + " (" + change.reason() + ")"));
    }

    @Override
    public void ran(CheckKind kind, ProbeOutcome outcome, Duration took) {
        counted.add(kind + " " + outcome + " " + took.toMillis());
    }
}
