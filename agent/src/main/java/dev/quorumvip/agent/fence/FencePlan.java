package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.lease.LeaseTiming;
import java.time.Duration;

/**
 * What the surest fence that is armed asks of the lease protocol, and for how long addresses are bound.
 *
 * <p>A renewal round sent at s may set the kernel's timers until s + {@link #setWindow}; after s + {@link #promise} the
 * kernel serves the address no more, whatever has become of the agent, so that is what the voters have to wait for.
 *
 * @param setWindow for how long after a round was sent it may still bind an address or extend its lifetime
 * @param lifetime what the kernel is told of an address, whole seconds
 * @param promise how long a voter must keep from closing the session after it acknowledged; not yet stretched by ρ
 */
public record FencePlan(Duration setWindow, Duration lifetime, Duration promise) {
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
     * With a {@link KernelFence}, which closes at the deadline and not later: the promise is the lease. The lifetime
     * only sees to it that nothing stays on the interface.
     */
    public static FencePlan byKernelFence(LeaseTiming timing) {
        Duration lease = timing.leaseDuration();
        return new FencePlan(lease, AddressTable.wholeSeconds(lease), lease);
    }

    /**
     * With nothing but the address's lifetime, which every kernel has: it is in whole seconds and ends late, so the
     * promise is longer than the lease. A round counts for the kernel until the next one is due, or for a slow round
     * trip if that is longer.
     */
    public static FencePlan byAddressLifetime(LeaseTiming timing) {
        Duration lease = timing.leaseDuration();
        Duration window = shorter(longer(timing.renewInterval(), SHORTEST_WINDOW), lease);
        Duration lifetime = AddressTable.wholeSeconds(lease);
        return new FencePlan(window, lifetime, longer(window.plus(lifetime).plus(LATENESS), lease));
    }

    /**
     * For how long after a round was sent something may be bound that was not: half a lease, so that it is not taken off
     * again as soon as it is bound. On a machine so busy that it confirms rounds when they have nearly run out, that
     * would keep it busy for ever.
     */
    public Duration bindWindow() {
        return shorter(setWindow, promise.dividedBy(2));
    }

    /**
     * How long after one extension of the lifetime the next is due: often enough that the kernel never takes off what
     * is rightly held.
     */
    public Duration extendEvery() {
        return lifetime.dividedBy(4);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
