package dev.quorumvip.agent.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 200ms}, {@code 2s}, {@code 1.5s}. */
final class DurationSyntax {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s)");
    private static final Pattern BARE_NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,3})?");

    private DurationSyntax() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            String hint = BARE_NUMBER.matcher(text).matches()
                    ? " has no unit: write " + text + "ms or " + text + "s"
                    : " is not a duration: write for example 200ms or 2s";
            throw new IllegalArgumentException("'" + text + "'" + hint);
        }
        int nanosDigits = matcher.group(2).equals("s") ? 9 : 6;
        return Duration.ofNanos(
                new BigDecimal(matcher.group(1)).movePointRight(nanosDigits).longValueExact());
    }
}
