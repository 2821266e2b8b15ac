package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.clock.MonotonicClock;

/**
 * CLOCK_BOOTTIME of clock_gettime(2): nanoseconds since boot, those that the machine was suspended included.
 * System.nanoTime stands still meanwhile (it reads CLOCK_MONOTONIC), and a lease judged by it would outlive its
 * deadline by the suspension.
 */
public final class BootTimeClock implements MonotonicClock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** @throws IllegalStateException if the kernel does not have this clock (it does since Linux 2.6.39) */
    @Override
    public long nanos() {
        long[] timespec = new long[2]; // seconds, nanoseconds
        if (Libc.clock_gettime(Libc.CLOCK_BOOTTIME, timespec) != 0) {
            throw new IllegalStateException("clock_gettime(CLOCK_BOOTTIME): " + Errno.describe(Libc.errno()));
        }
        return timespec[0] * NANOS_PER_SECOND + timespec[1];
    }
}
