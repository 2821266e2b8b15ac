package dev.quorumvip.agent.health;

import dev.quorumvip.agent.clock.DurationText;
import java.time.Duration;
import java.util.List;

/**
 * When a check is run, and how many answers in a row decide.
 *
 * @param interval from the begin of one run to the begin of the next, 100 ms to 1 h
 * @param timeout a run that has no answer after this has failed; 10 ms to 1 min, and at most the interval
 * @param failureThreshold so many failures in a row make it fail, 1 to 100
 * @param successThreshold so many successes in a row make it pass, 1 to 100
 * @param startDelay before the first run, up to 1 h
 */
public record CheckTiming(
        Duration interval, Duration timeout, int failureThreshold, int successThreshold, Duration startDelay) {

    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    /** Of an interval that is not shorter; otherwise the interval itself is the default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);

    public static final int DEFAULT_FAILURE_THRESHOLD = 3;
    public static final int DEFAULT_SUCCESS_THRESHOLD = 2;

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(10);

    /** A run takes one of few places, so that one which waits for long makes others late. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration LONGEST_START_DELAY = Duration.ofHours(1);
    private static final int LARGEST_THRESHOLD = 100;

    // After the bounds, which its constructor reads.
    public static final CheckTiming DEFAULT = new CheckTiming(
            DEFAULT_INTERVAL, DEFAULT_TIMEOUT, DEFAULT_FAILURE_THRESHOLD, DEFAULT_SUCCESS_THRESHOLD, Duration.ZERO);

    /** @throws IllegalArgumentException naming every field that is wrong */
    public CheckTiming {
        FieldRules.refuse(problems(interval, timeout, failureThreshold, successThreshold, startDelay));
    }

    /** Every rule that these values break; the fields have their names in JSON. */
    static List<CheckProblem> problems(
            Duration interval, Duration timeout, int failures, int successes, Duration startDelay) {
        return new FieldRules()
                .within("interval", interval, SHORTEST_INTERVAL, LONGEST_INTERVAL)
                .within("timeout", timeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT)
                .require(
                        timeout.compareTo(interval) <= 0,
                        "timeout",
                        "is " + DurationText.of(timeout) + ", but must be at most the interval of "
                                + DurationText.of(interval))
                .within("failures", failures, 1, LARGEST_THRESHOLD)
                .within("successes", successes, 1, LARGEST_THRESHOLD)
                .within("startDelay", startDelay, Duration.ZERO, LONGEST_START_DELAY)
                .problems();
    }
}
