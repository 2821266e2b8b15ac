package dev.quorumvip.e2e.bench.report;

import dev.quorumvip.e2e.bench.watch.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of raw results.
 *
 * @param round counted from 1
 * @param at when it happened
 * @param event what happened, in a few words; the results of one event are summed up together
 * @param system the contender's label
 * @param target the node it befell
 * @param successor who answered at the mishap's end
 * @param statusRight how long after something was back status named the holder; empty where nothing was away, or where
 *     the holder is who it was
 */
public record Measured(
        int round,
        Instant at,
        String fault,
        String event,
        String system,
        boolean ours,
        String target,
        String successor,
        Sight sight,
        Optional<Duration> statusRight) {

    /** Whether it is as quorum-vip promises: never two, and served in the end. */
    public boolean sound() {
        return sight.doubleAnswers() == 0 && sight.servedAtEnd();
    }
}
