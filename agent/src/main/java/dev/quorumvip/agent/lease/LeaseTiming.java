package dev.quorumvip.agent.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How long a lease lasts and how often it is renewed.
 *
 * <p>{@code leaseDuration} (L) is the time a majority's acknowledgement of one renewal round lets a node act as holder,
 * counted from the moment that round was sent. {@code renewInterval} (H) is the time between two rounds. A lease
 * survives the loss of the datagrams of {@code L/H - 1} rounds in a row, hence the bound H ≤ L/5.
 *
 * @param leaseDuration L, from 100 ms to 30 s
 * @param renewInterval H, from 10 ms to L/5
 */
public record LeaseTiming(Duration leaseDuration, Duration renewInterval) {

    /** Below this, a pause of a busy machine is as long as a lease. */
    public static final Duration SHORTEST_LEASE = Duration.ofMillis(100);

    /** Above this, waiting for an operator is as fast as waiting for the lease. */
    public static final Duration LONGEST_LEASE = Duration.ofSeconds(30);

    /** Below this, renewing is most of what the agent does. */
    public static final Duration SHORTEST_RENEW_INTERVAL = Duration.ofMillis(10);

    /** A lease is at least this many renewal intervals long. */
    public static final int RENEWALS_PER_LEASE = 5;

    /** Which of the two numbers a {@link Problem} is about. */
    public enum Part {
        LEASE_DURATION,
        RENEW_INTERVAL
    }

    /**
     * One rule that a pair of durations breaks.
     *
     * @param part the number to change
     * @param reason what is wrong with it and what would be right, without the number's name in front
     */
    public record Problem(Part part, String reason) {}

    /**
     * Makes a timing of two durations that keep every rule.
     *
     * @throws IllegalArgumentException if {@link #problems} would report any
     */
    public LeaseTiming {
        List<Problem> problems = problems(leaseDuration, renewInterval);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.stream()
                    .map(problem -> problem.part() + " " + problem.reason())
                    .collect(Collectors.joining("; ")));
        }
    }

    /** Every rule that these two durations would break together; empty if they make a {@code LeaseTiming}. */
    public static List<Problem> problems(Duration leaseDuration, Duration renewInterval) {
        List<Problem> problems = new ArrayList<>();
        if (leaseDuration.compareTo(SHORTEST_LEASE) < 0 || leaseDuration.compareTo(LONGEST_LEASE) > 0) {
            problems.add(new Problem(
                    Part.LEASE_DURATION,
                    "is " + text(leaseDuration) + ", but must be from " + text(SHORTEST_LEASE) + " to "
                            + text(LONGEST_LEASE)));
        }
        if (renewInterval.compareTo(SHORTEST_RENEW_INTERVAL) < 0) {
            problems.add(new Problem(
                    Part.RENEW_INTERVAL,
                    "is " + text(renewInterval) + ", but must be at least " + text(SHORTEST_RENEW_INTERVAL)));
        }
        Duration longestRenewInterval = leaseDuration.dividedBy(RENEWALS_PER_LEASE);
        if (renewInterval.compareTo(longestRenewInterval) > 0) {
            problems.add(new Problem(
                    Part.RENEW_INTERVAL,
                    "is " + text(renewInterval) + ", but must be at most a fifth of the lease duration of "
                            + text(leaseDuration) + ", that is " + text(longestRenewInterval)));
        }
        return List.copyOf(problems);
    }

    /** For example {@code 2s}, {@code 500ms}: the form that the configuration takes. */
    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis > 0 && millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
