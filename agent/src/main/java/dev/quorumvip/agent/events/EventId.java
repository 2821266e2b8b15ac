package dev.quorumvip.agent.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an event, the same on every node: {@code INDEX-NUMBER}.
 *
 * @param index of the log entry
 * @param number which event of that entry, from 1; 0 stands before the first
 */
public record EventId(long index, int number) implements Comparable<EventId> {
    /** Before any event. */
    public static final EventId START = new EventId(0, 0);

    private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d{0,17})-(0|[1-9]\\d{0,8})");

    /** @throws IllegalArgumentException if a part is negative */
    public EventId {
        if (index < 0 || number < 0) {
            throw new IllegalArgumentException("no event has the id " + index + "-" + number);
        }
    }

    /** Before the first event of an entry, and after the last of the entry before it. */
    public static EventId before(long index) {
        return new EventId(index, 0);
    }

    /**
     * The id that {@code text} is, in the one form that ids have.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static EventId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an event's id is INDEX-NUMBER, such as 57-1");
        }
        return new EventId(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public int compareTo(EventId other) {
        int byIndex = Long.compare(index, other.index);
        return byIndex != 0 ? byIndex : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return index + "-" + number;
    }
}
