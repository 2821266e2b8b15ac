package dev.quorumvip.agent.health;

import dev.quorumvip.agent.clock.DurationText;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Collects which rules the fields of a check break. */
final class FieldRules {
    /** RFC 1123 §2.1, in lower case only: a name is also a metric's label. */
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** RFC 1123 §2.1: labels of letters, digits and inner hyphens, separated by dots. */
    private static final Pattern HOST_NAME =
            Pattern.compile("(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*");

    private static final int LONGEST_HOST_NAME = 253;

    /** Something that wants to be an IPv4 address, so that a mistyped one is not taken for a host name. */
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    /** Four decimal numbers without leading zeros, which some programs read as octal. */
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private final List<CheckProblem> problems = new ArrayList<>();

    /** A rule: if it does not hold, {@code message} says so of the field. */
    FieldRules require(boolean holds, String field, String message) {
        if (!holds) {
            problems.add(new CheckProblem(field, message));
        }
        return this;
    }

    FieldRules name(String name) {
        return require(
                DNS_LABEL.matcher(name).matches(),
                "name",
                "'" + shown(name)
                        + "' is not 1 to 63 lower-case letters, digits and hyphens with no hyphen at the ends");
    }

    FieldRules host(String host) {
        if (host.contains("%")) {
            return require(false, "host", "'" + shown(host) + "' has a zone: give an address without one");
        }
        if (isAddress(host)) {
            return address(host);
        }
        return require(isHostName(host), "host", "'" + shown(host) + "' is neither a host name nor an IP address");
    }

    FieldRules port(int port) {
        return within("port", port, 1, 65_535);
    }

    FieldRules within(String field, int value, int least, int most) {
        return require(
                value >= least && value <= most, field, "is " + value + ", but must be from " + least + " to " + most);
    }

    FieldRules within(String field, Duration value, Duration least, Duration most) {
        boolean inside = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
        require(
                inside,
                field,
                "is " + DurationText.of(value) + ", but must be from " + DurationText.of(least) + " to "
                        + DurationText.of(most));
        return require(
                !inside || value.toNanos() % 1_000_000 == 0,
                field,
                "is " + DurationText.of(value) + ", but must be a whole number of milliseconds");
    }

    List<CheckProblem> problems() {
        return List.copyOf(problems);
    }

    /**
     * For a constructor.
     *
     * @throws IllegalArgumentException naming every field that breaks a rule
     */
    static void refuse(List<CheckProblem> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().map(CheckProblem::toString).collect(Collectors.joining("; ")));
        }
    }

    /** Whether it is written as an IP address, be it a right one or not. */
    static boolean isAddress(String host) {
        return host.contains(":") || DIGITS_AND_DOTS.matcher(host).matches();
    }

    static boolean isHostName(String host) {
        return host.length() <= LONGEST_HOST_NAME && HOST_NAME.matcher(host).matches();
    }

    /** For a message, which must not be longer than what it is about deserves. */
    static String shown(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }

    private FieldRules address(String text) {
        boolean ipv6 = text.contains(":");
        if (text.contains("[") || (!ipv6 && !IPV4.matcher(text).matches())) {
            return notAnAddress(text);
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return notAnAddress(text);
        }
        return require(
                !address.isAnyLocalAddress() && !address.isMulticastAddress(),
                "host",
                "'" + text + "' is not the address of one machine");
    }

    private FieldRules notAnAddress(String text) {
        return require(false, "host", "'" + shown(text) + "' is not an IP address");
    }
}
