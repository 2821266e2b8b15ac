package dev.quorumvip.operator.vip;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time, as {@code 250ms}, {@code 1.5s}, {@code 1m} or {@code 1h}. */
final class Lengths {
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");
    private static final Map<String, Long> UNIT_MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private Lengths() {}

    /** The length in ms; empty if there is none, or it is not of that form. */
    static Optional<Long> millis(@Nullable String text) {
        Matcher length = LENGTH.matcher(text == null ? "" : text);
        return length.matches()
                ? Optional.of(
                        Math.round(Double.parseDouble(length.group(1)) * UNIT_MILLIS.getOrDefault(length.group(2), 0L)))
                : Optional.empty();
    }
}
