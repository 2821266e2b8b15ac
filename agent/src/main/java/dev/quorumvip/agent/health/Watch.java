package dev.quorumvip.agent.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One check of this node, and for whom it is run. */
final class Watch {
    final HealthCheck check;

    /** The VIPs that have this check. */
    final List<WatchedVip> vips = new ArrayList<>();

    private final CheckMachine machine;
    private final Optional<String> refusal;
    private final Moment begun;
    private String verdict;

    /** The next run's time, in nanoseconds of the monotonic clock. */
    long dueNanos;

    /** Counts the times it was scheduled: an alarm that was set for an earlier one is not this one's. */
    long turn;

    /** It is due, and there was no place for it yet. */
    boolean waiting;

    /** It came due while its run of before was under way: the next begins when that ends. */
    boolean owed;

    /** No VIP has it any more. */
    boolean gone;

    private @Nullable ProbeResult last;
    private @Nullable Instant lastAt;
    private long passed;
    private long failed;

    /** @param refusal why this node will not run it; then it fails from the start, and is never due */
    Watch(HealthCheck check, Optional<String> refusal, Moment now) {
        this.check = check;
        this.machine = new CheckMachine(check.timing(), now);
        this.refusal = refusal;
        this.begun = now;
        this.verdict = refusal.orElse("no verdict yet");
    }

    /** Whether it is run at all. */
    boolean runs() {
        return refusal.isEmpty();
    }

    /**
     * Counts a result.
     *
     * @return whether the state has changed by it
     */
    boolean take(ProbeResult result, Moment now) {
        last = result;
        lastAt = now.wall();
        if (result.passed()) {
            passed++;
        } else {
            failed++;
        }
        boolean changed = machine.step(result.passed(), now);
        if (changed) {
            verdict = result.reason() + (machine.inARow() > 1 ? ", " + machine.inARow() + " times in a row" : "");
        }
        return changed;
    }

    /** A run that was counted as too late has ended now, and knows more of why. */
    void explain(ProbeResult late) {
        last = late;
    }

    CheckState state() {
        return runs() ? machine.state() : CheckState.FAILING;
    }

    boolean confirming() {
        return machine.confirming();
    }

    /** Why it is in its state: the answer that decided. */
    String verdict() {
        return verdict;
    }

    CheckReport report() {
        return new CheckReport(
                check.name(),
                check.kind(),
                state(),
                (runs() ? machine.since() : begun).wall(),
                Optional.ofNullable(last),
                Optional.ofNullable(lastAt),
                passed,
                failed);
    }
}
