package dev.quorumvip.agent.elect.config;

import java.time.Duration;

/** Within what the durations must be. */
final class ElectBounds {
    /** What a server takes unless its {@code session_ttl_min} says otherwise ({@code agent/consul/config.go}). */
    static final Duration SHORTEST_TTL = Duration.ofSeconds(10);

    /** {@code structs.SessionTTLMax}. */
    static final Duration LONGEST_TTL = Duration.ofSeconds(86_400);

    /** {@code structs.MaxLockDelay}; Consul takes a longer one, and does as if it were this. */
    static final Duration LONGEST_LOCK_DELAY = Duration.ofSeconds(60);

    /** With less there is no time to find out that the session lives, and to bind, before that may be over. */
    static final Duration SHORTEST_LOCK_DELAY_TO_BIND = Duration.ofSeconds(1);

    /** Three reports must find room in it. */
    static final Duration SHORTEST_LIVENESS = Duration.ofSeconds(1);

    static final Duration SHORTEST_CHECK_INTERVAL = Duration.ofMillis(100);
    static final Duration LONGEST_CHECK_INTERVAL = Duration.ofHours(1);

    private ElectBounds() {}

    /** @throws IllegalArgumentException naming both bounds */
    static Duration within(Duration value, Duration least, Duration most, String whose) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            String shown = value.isNegative() ? "-" + GoDuration.text(value.negated()) : GoDuration.text(value);
            throw new IllegalArgumentException("is " + shown + ", but must be from " + GoDuration.text(least) + " to "
                    + GoDuration.text(most) + whose);
        }
        return value;
    }
}
