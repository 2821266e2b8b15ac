package dev.quorumvip.agent.cli.doctor;

import java.util.function.LongSupplier;

/**
 * Whether the monotonic clock advances, in steps much shorter than a lease, and never goes back.
 *
 * @param nanos the clock
 */
record MonotonicClockCheck(LongSupplier nanos) implements Check {
    private static final String WHAT = "monotonic clock";
    private static final int STEPS = 20;

    /** Enough readings to outlast the longest tick, 10 ms, on the slowest machine. */
    private static final int MOST_READINGS = 50_000_000;

    /** Half of the shortest renewal interval. */
    private static final long COARSEST_STEP_NANOS = 5_000_000;

    private static final String MEND = "choose another clocksource: kernel parameter clocksource=";

    @Override
    public Finding run() {
        long last = nanos.getAsLong();
        long smallest = Long.MAX_VALUE;
        int steps = 0;
        for (int reading = 0; steps < STEPS && reading < MOST_READINGS; reading++) {
            long now = nanos.getAsLong();
            long step = now - last;
            if (step < 0) {
                return Finding.fail(WHAT, "went back by " + -step + " ns", MEND);
            }
            if (step > 0) {
                smallest = Math.min(smallest, step);
                steps++;
            }
            last = now;
        }
        if (steps < STEPS) {
            return Finding.fail(WHAT, "stands still", MEND);
        }
        return smallest > COARSEST_STEP_NANOS
                ? Finding.fail(WHAT, "advances by " + smallest + " ns at a time, too coarse for leases", MEND)
                : Finding.ok(WHAT, "advances by " + smallest + " ns at a time");
    }
}
