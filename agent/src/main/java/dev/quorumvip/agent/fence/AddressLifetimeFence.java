package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.lease.LeaseTiming;
import java.time.Duration;

/**
 * The fence that every kernel has: an address with a lifetime, which the kernel takes off without any living process.
 *
 * <p>The lifetime is in whole seconds and ends late, so the voters have to wait for more than the lease. A renewal
 * round sent at s may set the lifetime until s + {@link #setWindow}; the address is gone by s + setWindow + {@link
 * #lifetime} + {@link #LATENESS}, which is the promise that {@link #promise} asks of the voters.
 *
 * @param setWindow for how long after a round was sent it may still bind an address or extend its lifetime
 * @param lifetime what the kernel is told, whole seconds
 * @param leaseDuration L: when the agent itself takes the address off
 */
public record AddressLifetimeFence(Duration setWindow, Duration lifetime, Duration leaseDuration) {
    /**
     * How late the kernel may be in taking an address off. {@code check_lifetime()} in {@code net/ipv4/devinet.c} runs
     * no more often than once a second ({@code ADDRCONF_TIMER_FUZZ_MAX}), so an expiry that falls just behind a run
     * waits for up to a second; a quarter of a second is for the work queue of a loaded machine. In 132 expiries the
     * worst was 0.48 s.
     */
    public static final Duration LATENESS = Duration.ofMillis(1_250);

    /** A round trip longer than this is no local network's, whatever the renewal interval. */
    private static final Duration SHORTEST_WINDOW = Duration.ofMillis(100);

    /**
     * The fence for a lease: a round counts for the kernel until the next one is due, or for a slow round trip if that
     * is longer.
     */
    public static AddressLifetimeFence forTiming(LeaseTiming timing) {
        Duration lease = timing.leaseDuration();
        Duration window = longer(timing.renewInterval(), SHORTEST_WINDOW);
        return new AddressLifetimeFence(
                window.compareTo(lease) < 0 ? window : lease, AddressTable.wholeSeconds(lease), lease);
    }

    /**
     * How long a voter must keep from closing the session after it acknowledged, so that the address is off the wire by
     * then.
     */
    public Duration promise() {
        return longer(setWindow.plus(lifetime).plus(LATENESS), leaseDuration);
    }

    /**
     * How long after one extension the next is due: often enough that the kernel never takes off what is rightly held.
     */
    public Duration extendEvery() {
        return lifetime.dividedBy(4);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
