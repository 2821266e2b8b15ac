package dev.quorumvip.agent.announcement;

import java.time.Duration;

/**
 * When a holder announces its VIP: a short burst, since the first frames may be lost while switches learn, then a
 * refresh for as long as it holds.
 *
 * <p>Each send is timed from the one before, not from the start: a process that was paused for an hour owes one
 * announcement then, not a flood of those it missed.
 *
 * @param burstCount how many sends make the burst, 1 or more
 * @param burstInterval between two sends of the burst
 * @param refreshInterval between two sends after the burst
 */
public record AnnouncementSchedule(int burstCount, Duration burstInterval, Duration refreshInterval) {

    /**
     * A schedule with its numbers checked.
     *
     * @throws IllegalArgumentException for a burst of none, or an interval that is not positive
     */
    public AnnouncementSchedule {
        if (burstCount < 1) {
            throw new IllegalArgumentException("burstCount: 1 at least, not " + burstCount);
        }
        if (!burstInterval.isPositive()) {
            throw new IllegalArgumentException("burstInterval: must be positive, not " + burstInterval);
        }
        if (!refreshInterval.isPositive()) {
            throw new IllegalArgumentException("refreshInterval: must be positive, not " + refreshInterval);
        }
    }

    /**
     * The time of the next send, on the clock that {@code lastNanos} was read from.
     *
     * @param lastNanos when the last send was; before the first, when announcing began
     * @param sent how many sends there were since announcing began
     */
    public long nextSendNanos(long lastNanos, int sent) {
        if (sent == 0) {
            return lastNanos;
        }
        return lastNanos + (sent < burstCount ? burstInterval : refreshInterval).toNanos();
    }
}
