package dev.quorumvip.agent.definition;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The object elsewhere that a VIP was made from, and which version of it.
 *
 * @param id names the object for good: 1 to 128 printable characters of ASCII without blanks
 * @param generation grows with each version of the object
 */
public record Owner(String id, long generation) {
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

    public Owner {
        problemOf(id).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        if (generation < 0) {
            throw new IllegalArgumentException("generation " + generation + " is negative");
        }
    }

    /** What is wrong with the id of an owner, if anything. */
    public static Optional<String> problemOf(String id) {
        return ID.matcher(id).matches()
                ? Optional.empty()
                : Optional.of("an owner is 1 to 128 printable characters of ASCII without blanks");
    }
}
