package dev.quorumvip.agent.conflict;

import java.time.Duration;

/**
 * How often a witness asks.
 *
 * @param interval between two questions for one address, or longer where there are many
 * @param window after a question in which answers to it are collected
 * @param perSecond the most questions in a second, over all addresses
 */
public record WitnessPlan(Duration interval, Duration window, int perSecond) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** One address each 5 s; a thousand of them each 50 s. A machine that has the address answers in a millisecond. */
    public static final WitnessPlan DEFAULT = new WitnessPlan(Duration.ofSeconds(5), Duration.ofMillis(300), 20);

    /**
     * A plan with its numbers checked.
     *
     * @throws IllegalArgumentException for a window that is not positive or not shorter than the interval, or a rate
     *     that is not positive
     */
    public WitnessPlan {
        if (!window.isPositive()) {
            throw new IllegalArgumentException("window: must be positive, not " + window);
        }
        if (interval.compareTo(window) <= 0) {
            throw new IllegalArgumentException(
                    "interval: must be longer than the window of " + window + ", not " + interval);
        }
        if (perSecond < 1) {
            throw new IllegalArgumentException("perSecond: 1 at least, not " + perSecond);
        }
    }

    /** Between two questions, whichever addresses they are for. */
    long spacingNanos(int addresses) {
        return Math.max(interval.toNanos() / addresses, NANOS_PER_SECOND / perSecond);
    }
}
