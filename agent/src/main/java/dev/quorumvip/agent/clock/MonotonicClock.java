package dev.quorumvip.agent.clock;

/**
 * A clock that never steps back and goes on counting while the machine is suspended.
 *
 * <p>Its zero point has no meaning and differs between machines: readings of two machines are never compared
 * (DESIGN invariant 4), only differences of readings of one clock.
 */
@FunctionalInterface
public interface MonotonicClock {
    /** The current reading, in nanoseconds. */
    long nanos();
}
