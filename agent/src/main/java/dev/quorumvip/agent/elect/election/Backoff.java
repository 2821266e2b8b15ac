package dev.quorumvip.agent.elect.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits that double up to a longest one, each shortened by up to a half at random, so that many do not come at once. */
final class Backoff {
    private final long first;
    private final long longest;
    private final RandomGenerator random;
    private long next;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first.toNanos();
        this.longest = longest.toNanos();
        this.random = random;
        this.next = this.first;
    }

    /** How long to wait now, in nanoseconds. */
    long take() {
        long whole = next;
        next = Math.min(longest, next * 2);
        return whole - random.nextLong(whole / 2 + 1);
    }

    /** It worked: the next wait is a short one. */
    void reset() {
        next = first;
    }
}
