package dev.quorumvip.agent.clock;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 200ms}, {@code 2s}, {@code 1.5s}, {@code 1m}, {@code 2h}. */
public final class DurationText {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m|h)");
    private static final Pattern BARE_NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,3})?");
    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private record Unit(String name, long nanos) {}

    /** From the longest to the shortest. */
    private static final List<Unit> UNITS = List.of(
            new Unit("h", Duration.ofHours(1).toNanos()),
            new Unit("m", Duration.ofMinutes(1).toNanos()),
            new Unit("s", Duration.ofSeconds(1).toNanos()),
            new Unit("ms", Duration.ofMillis(1).toNanos()));

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            String hint = BARE_NUMBER.matcher(text).matches()
                    ? " has no unit: write " + text + "ms or " + text + "s"
                    : " is not a duration: write for example 200ms or 2s";
            throw new IllegalArgumentException("'" + text + "'" + hint);
        }
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanosOf(matcher.group(2))));
        if (nanos.compareTo(LONGEST_NANOS) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long: no more than 292 years can be counted");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /**
     * The shortest text that {@link #parse} takes for this duration, if it is a whole number of microseconds and not
     * negative.
     */
    public static String of(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        for (Unit unit : UNITS) {
            if (nanos % unit.nanos() == 0) {
                return nanos / unit.nanos() + unit.name();
            }
        }
        return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + "ms";
    }

    private static long nanosOf(String name) {
        return UNITS.stream()
                .filter(unit -> unit.name().equals(name))
                .findFirst()
                .orElseThrow()
                .nanos();
    }
}
