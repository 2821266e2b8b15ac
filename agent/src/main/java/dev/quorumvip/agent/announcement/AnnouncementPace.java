package dev.quorumvip.agent.announcement;

import java.time.Duration;

/** Lets a few announcements through at a time: frames by the hundred stall the machines that send and get them. */
public final class AnnouncementPace {
    private final int together;
    private final long intervalNanos;
    private long begunNanos;
    private int taken;

    /**
     * @param together how many may leave in one interval, 1 or more
     * @param interval how long it is, positive
     */
    public AnnouncementPace(int together, Duration interval) {
        if (together < 1) {
            throw new IllegalArgumentException("together: 1 at least, not " + together);
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("interval: must be positive, not " + interval);
        }
        this.together = together;
        this.intervalNanos = interval.toNanos();
    }

    /** Whether one more may leave now; if so, it is counted. */
    public boolean take(long now) {
        if (taken == 0 || now - begunNanos >= intervalNanos) {
            begunNanos = now;
            taken = 0;
        }
        if (taken == together) {
            return false;
        }
        taken++;
        return true;
    }

    /** The clock reading from which on more may leave, for one that may not leave now. */
    public long nextNanos() {
        return begunNanos + intervalNanos;
    }
}
