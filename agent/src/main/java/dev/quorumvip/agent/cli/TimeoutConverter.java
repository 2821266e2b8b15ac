package dev.quorumvip.agent.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 5s} or {@code 1m}. */
final class TimeoutConverter implements ITypeConverter<Duration> {
    private static final Pattern NUMBER_UNIT = Pattern.compile("([1-9]\\d{0,6})(ms|s|m)");

    @Override
    public Duration convert(String text) {
        Matcher matcher = NUMBER_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time such as 500ms, 5s or 1m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
