package dev.quorumvip.agent.elect.hold;

import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.lease.ClockRate;
import dev.quorumvip.agent.lease.LeaseTiming;
import java.time.Duration;
import java.util.Optional;

/**
 * For how long after a proof was asked for the VIP may be held.
 *
 * <p>Consul ends a session for many reasons, most of which it does not announce: a check that fails, a node that its peers
 * do not see, an administrator. What it promises is that nobody gets the lock before the lock delay is over. So a proof
 * that was asked for at s is good until s and the lock delay, whatever becomes of the session, less what clocks may differ
 * by; and the TTL has no part in it, unless it is shorter.
 *
 * @param lease by which this process and the kernel's gates go
 * @param plan whose promise is not longer than the lock delay
 */
public record HoldTiming(LeaseTiming lease, FencePlan plan) {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int RENEWALS = LeaseTiming.RENEWALS_PER_LEASE;

    /** With gates in the kernel, which close in time. */
    public static HoldTiming byKernelFence(Duration lockDelay, Duration ttl) {
        LeaseTiming lease = timing(shorter(safe(shorter(lockDelay, ttl)), LeaseTiming.LONGEST_LEASE));
        return new HoldTiming(lease, FencePlan.byKernelFence(lease));
    }

    /** Without; empty where the address's lifetime, in whole seconds, would end after the lock delay. */
    public static Optional<HoldTiming> byAddressLifetime(Duration lockDelay, Duration ttl) {
        Duration bound = safe(shorter(lockDelay, ttl));
        Duration lease = shorter(bound, LeaseTiming.LONGEST_LEASE);
        for (; lease.compareTo(LeaseTiming.SHORTEST_LEASE) >= 0; lease = lease.minus(STEP)) {
            FencePlan plan = FencePlan.byAddressLifetime(timing(lease));
            if (plan.promise().compareTo(bound) <= 0) {
                return Optional.of(new HoldTiming(timing(lease), plan));
            }
        }
        return Optional.empty();
    }

    private static LeaseTiming timing(Duration lease) {
        return new LeaseTiming(lease, lease.dividedBy(RENEWALS));
    }

    /** The longest in whole milliseconds that no clock takes for longer than this. */
    private static Duration safe(Duration promised) {
        long nanos = promised.toNanos();
        return Duration.ofMillis(
                Duration.ofNanos(nanos - (ClockRate.stretch(nanos) - nanos)).toMillis());
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
