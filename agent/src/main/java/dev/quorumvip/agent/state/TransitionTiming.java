package dev.quorumvip.agent.state;

import java.util.Optional;

/**
 * How a move of a VIP went: milliseconds from the moment at which the leader detected its cause, in the order in which
 * the steps come.
 *
 * @param closedMillis when a majority of the voters had closed the old holder's session, if that was the cause
 * @param committedMillis when the leader had applied the assignment
 * @param boundMillis when the new holder had bound the address
 * @param announcedMillis when it had announced it; empty if it could not
 */
public record TransitionTiming(
        Optional<Long> closedMillis, long committedMillis, long boundMillis, Optional<Long> announcedMillis) {
    /** @throws IllegalArgumentException if a step comes before the one before it */
    public TransitionTiming {
        inOrder(0, closedMillis.orElse(0L));
        inOrder(closedMillis.orElse(0L), committedMillis);
        inOrder(committedMillis, boundMillis);
        inOrder(boundMillis, announcedMillis.orElse(boundMillis));
    }

    /** An estimate of how long the address was missing once the cause was detected. */
    public long outageMillis() {
        return announcedMillis.orElse(boundMillis);
    }

    private static void inOrder(long earlier, long later) {
        if (later < earlier) {
            throw new IllegalArgumentException("a step at " + later + " ms after one at " + earlier + " ms");
        }
    }
}
