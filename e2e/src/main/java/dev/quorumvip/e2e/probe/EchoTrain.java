package dev.quorumvip.e2e.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Echo requests sent at a steady pace, and their replies. Times are nanoseconds since the epoch.
 *
 * @param interval of the requests
 * @param sent when each request was about to be sent, in that order
 * @param left when it had been sent for certain
 * @param replied when its reply came, by the kernel's clock; {@link #NEVER} when none did
 */
public record EchoTrain(Duration interval, long[] sent, long[] left, long[] replied) {
    public static final long NEVER = 0;

    /**
     * A time without replies.
     *
     * @param from the reply before it
     * @param to the reply after it, or the end of the time looked at
     * @param duration without the interval that lies between two replies anyway, and without the time at either end in
     *     which the sender was late: nobody asked then
     */
    public record Gap(long from, long to, Duration duration) {}

    /** The longest time without replies that had not ended at {@code moment}, up to {@code end}. */
    public Gap longestGapSince(Instant moment, Instant end) {
        long since = nanos(moment);
        long until = nanos(end);
        Integer[] order = inOrderOfReplies(until);
        int last = -1;
        Gap longest = new Gap(since, since, Duration.ZERO);
        for (int index : order) {
            if (replied[index] > since) {
                longest = longer(longest, gap(last, index, since, replied[index]));
            }
            last = index;
        }
        return longer(longest, gap(last, sent.length, since, until));
    }

    private Integer[] inOrderOfReplies(long until) {
        Integer[] order = new Integer[sent.length];
        int count = 0;
        for (int i = 0; i < sent.length; i++) {
            if (replied[i] != NEVER && replied[i] <= until) {
                order[count++] = i;
            }
        }
        Integer[] found = Arrays.copyOf(order, count);
        Arrays.sort(found, (a, b) -> Long.compare(replied[a], replied[b]));
        return found;
    }

    /** @param before index of the reply before, or -1 when there is none: then it begins at {@code since} */
    private Gap gap(int before, int after, long since, long to) {
        long from = before < 0 ? since : replied[before];
        long unasked = interval.toNanos() + lateness(before + 1);
        if (after > before + 1) {
            unasked += lateness(after);
        }
        return new Gap(from, to, Duration.ofNanos(Math.max(0, to - from - unasked)));
    }

    /**
     * By how much the request of this index may have left later than one interval after the one before; 0 when there is
     * none. Not less than it really was: the sender may have stood still on either side of the call that sends.
     */
    private long lateness(int index) {
        if (index < 1 || index >= sent.length) {
            return 0;
        }
        return Math.max(0, left[index] - sent[index - 1] - interval.toNanos());
    }

    private static Gap longer(Gap a, Gap b) {
        return b.duration().compareTo(a.duration()) > 0 ? b : a;
    }

    /** How many requests sent between two moments got no reply within {@code patience}. */
    public int lost(Instant from, Instant to, Duration patience) {
        int lost = 0;
        for (int i = first(from); i < sent.length && sent[i] <= nanos(to); i++) {
            if (replied[i] == NEVER || replied[i] - sent[i] > patience.toNanos()) {
                lost++;
            }
        }
        return lost;
    }

    /** The longest time between two requests sent between two moments, less the interval. */
    public Duration senderLateness(Instant from, Instant to) {
        long latest = 0;
        for (int i = first(from); i < sent.length && sent[i] <= nanos(to); i++) {
            latest = Math.max(latest, lateness(i));
        }
        return Duration.ofNanos(latest);
    }

    /** The last reply that came at {@code moment} or before. */
    public Optional<Instant> lastReplyAt(Instant moment) {
        long last = NEVER;
        for (long at : replied) {
            if (at <= nanos(moment)) {
                last = Math.max(last, at);
            }
        }
        return last == NEVER ? Optional.empty() : Optional.of(instant(last));
    }

    private int first(Instant from) {
        int at = Arrays.binarySearch(sent, nanos(from));
        return at >= 0 ? at : -at - 1;
    }

    static long nanos(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), 1_000_000_000L), moment.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
