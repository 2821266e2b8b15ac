package dev.quorumvip.api;

/**
 * The failover timing this node runs with.
 *
 * @param profile {@code fast}, {@code balanced}, {@code conservative}, or {@code custom} when a number was set by
 *     itself
 * @param leaseMillis L: how long an acknowledged renewal lets the holder act
 * @param renewMillis H: the interval between renewals
 * @param promiseMillis how long a voter keeps its word not to close a session: L, the clocks' drift and the fence's
 *     lateness
 */
public record TimingStatus(String profile, long leaseMillis, long renewMillis, long promiseMillis) {}
