package dev.quorumvip.agent.health;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP statuses that are next to each other.
 *
 * @param from the lowest, from 200 on
 * @param to the highest, up to 599; not below {@code from}
 */
public record StatusRange(int from, int to) {
    /** Any success. */
    public static final StatusRange SUCCESS = new StatusRange(200, 299);

    private static final int LOWEST = 200;
    private static final int HIGHEST = 599;
    private static final Pattern TEXT = Pattern.compile("([0-9]{3})(?:-([0-9]{3}))?");

    /** @throws IllegalArgumentException if there is no such status among those that end an exchange */
    public StatusRange {
        if (from < LOWEST || to > HIGHEST || from > to) {
            throw new IllegalArgumentException("statuses: '" + text(from, to) + "' is not within 200-599");
        }
    }

    /**
     * Reads {@code 204} or {@code 200-299}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static StatusRange parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + FieldRules.shown(text)
                    + "' is neither a status nor a range: write for example 204 or 200-299");
        }
        int from = Integer.parseInt(matcher.group(1));
        int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
        if (from < LOWEST || to > HIGHEST || from > to) {
            throw new IllegalArgumentException("'" + text + "' is not within 200-599, from low to high");
        }
        return new StatusRange(from, to);
    }

    public boolean contains(int status) {
        return status >= from && status <= to;
    }

    /** Every rule that the expected statuses of a check break. */
    static List<CheckProblem> problems(Collection<StatusRange> statuses) {
        return new FieldRules()
                .require(!statuses.isEmpty(), "statuses", "is empty: no answer could pass")
                .require(
                        statuses.size() <= 16,
                        "statuses",
                        "has " + statuses.size() + " entries, but at most 16 are taken")
                .problems();
    }

    /** {@code 204} or {@code 200-299}. */
    @Override
    public String toString() {
        return text(from, to);
    }

    private static String text(int from, int to) {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }
}
