package dev.quorumvip.agent.node;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What a seed decides, and the count of what became of it. Nothing strikes before the storm, or after it. */
final class Chance {
    /** No message, proposal or outage of a storm lasts longer than twice this. */
    static final Duration LONGEST = Duration.ofSeconds(12);

    private final RandomGenerator random;
    private final Map<Happening, Integer> counts = new EnumMap<>(Happening.class);
    private boolean storm;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    RandomGenerator random() {
        return random;
    }

    void storm(boolean rages) {
        storm = rages;
    }

    boolean storms() {
        return storm;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean strikes(int percent) {
        return storm && random.nextInt(100) < percent;
    }

    /** The same, and counted. */
    boolean strikes(int percent, Happening what) {
        boolean strikes = strikes(percent);
        if (strikes) {
            happened(what);
        }
        return strikes;
    }

    void happened(Happening what) {
        counts.merge(what, 1, Integer::sum);
    }

    Map<Happening, Integer> counts() {
        return counts;
    }

    /** What a healthy machine or log takes. */
    Duration shortTime() {
        return Duration.ofNanos(200_000 + random.nextInt(15_000_000));
    }

    Duration longTime() {
        int most = (int) LONGEST.toMillis();
        return Duration.ofMillis(random.nextInt(random.nextInt(2) == 0 ? most / 6 : most));
    }

    /** How long a process is stopped: a scheduler's hiccup, about a lease, about a promise, or anything up to six seconds. */
    Duration pause(Duration lease, Duration promise) {
        return Duration.ofMillis(
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(40);
                    // It wakes while its session is being closed and expired.
                    case 1 -> aboutAsLongAs(lease).toMillis();
                    case 2 -> aboutAsLongAs(promise).toMillis();
                    default -> random.nextInt(6_000);
                });
    }

    Duration aboutAsLongAs(Duration span) {
        long millis = span.toMillis();
        return Duration.ofMillis(millis * 9 / 10 + random.nextLong(Math.max(250, millis / 3)));
    }
}
