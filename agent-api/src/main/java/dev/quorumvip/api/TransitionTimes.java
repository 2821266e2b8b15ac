package dev.quorumvip.api;

import org.jspecify.annotations.Nullable;

/**
 * How a virtual IP's move went, each step in milliseconds since the leader detected its cause, by the leader's clock.
 *
 * <p>After a node fell silent its lease runs out before the leader detects anything: clients wait for up to that long
 * in addition.
 *
 * @param detectedMillis 0: where the others count from
 * @param closedMillis when a majority of the voters had closed the old holder's session; null where none had to
 * @param committedMillis when the leader had applied the assignment
 * @param boundMillis when the new holder had put the address on its interface
 * @param announcedMillis when the new holder had announced it; null where no announcement could be sent
 */
public record TransitionTimes(
        long detectedMillis,
        @Nullable Long closedMillis,
        long committedMillis,
        long boundMillis,
        @Nullable Long announcedMillis) {
    /** An estimate of how long the address was missing: until it was announced, or else bound. */
    public long outageMillis() {
        return announcedMillis == null ? boundMillis : announcedMillis;
    }
}
