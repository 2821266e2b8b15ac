package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.clock.MonotonicClock;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of the time that a run has. */
final class Deadline {
    private final MonotonicClock clock;
    private final long begunNanos;
    private final long timeoutNanos;

    /** Counts from now. */
    Deadline(MonotonicClock clock, Duration timeout) {
        this.clock = clock;
        this.begunNanos = clock.nanos();
        this.timeoutNanos = timeout.toNanos();
    }

    Duration passed() {
        return Duration.ofNanos(clock.nanos() - begunNanos);
    }

    /** Not positive once it has passed. */
    long nanosLeft() {
        return timeoutNanos - (clock.nanos() - begunNanos);
    }

    boolean hasPassed() {
        return nanosLeft() <= 0;
    }

    /**
     * What is left, at least 1: for a socket 0 would mean to wait for ever.
     *
     * @throws SocketTimeoutException if nothing is left
     */
    int millisLeft() throws SocketTimeoutException {
        long nanos = nanosLeft();
        if (nanos <= 0) {
            throw new SocketTimeoutException("the time is up");
        }
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
}
