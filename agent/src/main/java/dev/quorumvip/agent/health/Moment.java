package dev.quorumvip.agent.health;

import java.time.Instant;

/**
 * A point in time, twice.
 *
 * @param nanos of the monotonic clock; everything is decided by it
 * @param wall for people to read
 */
public record Moment(long nanos, Instant wall) {}
