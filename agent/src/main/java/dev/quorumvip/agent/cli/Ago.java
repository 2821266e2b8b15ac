package dev.quorumvip.agent.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Points in time for people. */
final class Ago {
    private Ago() {}

    /**
     * {@code 2026-01-01T10:00:00Z (3m 12s ago)}; without the rest when {@code then} is ahead of this machine's clock.
     */
    static String text(Instant then, Instant now) {
        String at = then.truncatedTo(ChronoUnit.SECONDS).toString();
        Duration age = Duration.between(then, now);
        return age.isNegative() ? at : at + " (" + length(age) + " ago)";
    }

    /** The two largest units. */
    private static String length(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + "d " + age.toHoursPart() + "h";
        } else if (age.toHours() > 0) {
            return age.toHours() + "h " + age.toMinutesPart() + "m";
        } else if (age.toMinutes() > 0) {
            return age.toMinutes() + "m " + age.toSecondsPart() + "s";
        }
        return age.toSeconds() + "s";
    }
}
