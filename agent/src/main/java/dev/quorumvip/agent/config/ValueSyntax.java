package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.NodeName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the settings that are neither addresses nor durations are read; all throw IllegalArgumentException with a reason.
 */
final class ValueSyntax {
    /** IFNAMSIZ of linux/if.h without the terminating zero. */
    private static final int LONGEST_INTERFACE_NAME = 15;

    private ValueSyntax() {}

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path: " + e.getMessage(), e);
        }
    }

    /** A path that is a directory or does not exist yet. */
    static Path directory(String text) {
        Path path = path(text);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is a file, but must be a directory");
        }
        return path;
    }

    /** A name that the kernel takes: dev_valid_name() of net/core/dev.c. */
    static String interfaceName(String text) {
        boolean allowed = text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_INTERFACE_NAME
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c));
        if (!allowed) {
            throw new IllegalArgumentException("'" + text + "' is not an interface name: at most "
                    + LONGEST_INTERFACE_NAME + " bytes, without '/', ':' and spaces");
        }
        return text;
    }

    /** As sched(7) has it for SCHED_RR; 0 for none. */
    static int realTimePriority(String text) {
        if (!text.matches("\\d{1,2}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a real-time priority: 1 (low) to 99 (high), or 0 for none");
        }
        return Integer.parseInt(text);
    }

    /** How many members may vote. */
    static int voters(String text) {
        if (!text.matches("[1357]")) {
            throw new IllegalArgumentException("'" + text + "' is none of 1, 3, 5 and 7");
        }
        return Integer.parseInt(text);
    }

    static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    static String nodeName(String text) {
        if (!NodeName.isOne(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a node's name: " + NodeName.RULE);
        }
        return text;
    }

    /** The constant whose name in lower case is {@code text}. */
    static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is none of " + String.join(", ", names) + NearestName.suggestion(text, names));
        }
        return type.getEnumConstants()[index];
    }
}
