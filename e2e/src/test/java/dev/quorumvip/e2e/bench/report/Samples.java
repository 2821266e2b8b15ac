package dev.quorumvip.e2e.bench.report;

import dev.quorumvip.e2e.bench.watch.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Results made up for tests. */
final class Samples {
    private Samples() {}

    static Measured back(String event, String system, int outageMillis, int statusMillis) {
        Measured without = measured(event, system, outageMillis, 0);
        return new Measured(
                without.round(),
                without.at(),
                without.fault(),
                event,
                system,
                true,
                "n1",
                "n2",
                without.sight(),
                Optional.of(Duration.ofMillis(statusMillis)));
    }

    static Measured measured(String event, String system, int outageMillis, int doubleMillis) {
        Sight sight = new Sight(
                Duration.ofMillis(outageMillis),
                Duration.ofMillis(doubleMillis),
                doubleMillis > 0 ? 1 : 0,
                outageMillis / 2,
                10,
                true,
                Duration.ZERO,
                Duration.ofMillis(5));
        return new Measured(
                1,
                Instant.parse("2026-01-01T00:00:00Z"),
                event,
                event,
                system,
                true,
                "n1",
                "n2",
                sight,
                Optional.empty());
    }
}
