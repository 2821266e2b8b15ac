package dev.quorumvip.agent.conflict;

import java.time.Duration;

/**
 * How often, and how fast, an address is asked for before it is claimed.
 *
 * @param count questions for each address, 1 or more
 * @param interval between two questions, and from the last one until nobody's silence counts
 * @param jitter the most by which each wait is longer, so that machines which start together do not stay together
 */
public record ProbePlan(int count, Duration interval, Duration jitter) {
    /**
     * A third of a second in all. RFC 5227 §1.1 asks as often and takes 4 to 7 s, for segments where hundreds of hosts
     * come up together and answer slowly; a machine that has the address answers in less than a millisecond.
     */
    public static final ProbePlan DEFAULT = new ProbePlan(3, Duration.ofMillis(100), Duration.ofMillis(20));

    /**
     * A plan with its numbers checked.
     *
     * @throws IllegalArgumentException for no question, an interval that is not positive, or a negative jitter
     */
    public ProbePlan {
        if (count < 1) {
            throw new IllegalArgumentException("count: 1 at least, not " + count);
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("interval: must be positive, not " + interval);
        }
        if (jitter.isNegative()) {
            throw new IllegalArgumentException("jitter: must not be negative, but is " + jitter);
        }
    }
}
