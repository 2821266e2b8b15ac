package dev.quorumvip.agent.elect.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in the form of Go's {@code time.ParseDuration}, which Consul's own tools take: {@code 1m30s}, {@code 500ms}. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(" + PART.pattern() + ")+");
    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /**
     * Reads a duration; one may be negative.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Duration parse(String text) {
        if (text.equals("0") || text.equals("+0") || text.equals("-0")) {
            return Duration.ZERO;
        }
        if (!WHOLE.matcher(text).matches()) {
            String hint = text.matches("[-+]?[0-9]+(\\.[0-9]*)?")
                    ? " has no unit: write " + text + "s or " + text + "ms"
                    : " is not a duration: write for example 10s, 1m30s or 500ms";
            throw new IllegalArgumentException("'" + text + "'" + hint);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher matcher = PART.matcher(text);
        while (matcher.find()) {
            nanos = nanos.add(new BigDecimal(padded(matcher.group(1))).multiply(nanosOf(matcher.group(2))));
        }
        if (nanos.compareTo(LONGEST_NANOS) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too long: no more than 292 years can be counted");
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return text.startsWith("-") ? duration.negated() : duration;
    }

    /** As Go prints it, in whole milliseconds: {@code 1m30s}, {@code 1.5s}, {@code 500ms}. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis == 0 ? "0s" : millis + "ms";
        }
        StringBuilder text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append('h');
        }
        if (duration.toMinutes() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        BigDecimal seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros();
        return text.append(seconds.toPlainString()).append('s').toString();
    }

    private static String padded(String number) {
        String leading = number.startsWith(".") ? "0" + number : number;
        return leading.endsWith(".") ? leading + "0" : leading;
    }

    private static BigDecimal nanosOf(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "ns" -> 1;
                    case "ms" -> 1_000_000;
                    case "s" -> 1_000_000_000;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 1_000;
                });
    }
}
