package dev.quorumvip.e2e.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The latest requests of an echo stream, and their replies. One thread notes requests, one notes replies, anyone reads. No
 * locks: the sender must not wait for a thread that the machine has no time for.
 */
final class EchoLog {
    /** What a sequence number can tell apart; at 2 ms between two requests, 131 s of them. */
    static final int CAPACITY = 1 << 16;

    private final Duration interval;
    private final AtomicLongArray sent = new AtomicLongArray(CAPACITY);
    private final AtomicLongArray left = new AtomicLongArray(CAPACITY);
    private final AtomicLongArray replied = new AtomicLongArray(CAPACITY);

    /** How many requests there ever were. */
    private volatile long count;

    EchoLog(Duration interval) {
        this.interval = interval;
    }

    /** Notes a request that is about to be sent; answers its sequence number. */
    int sends(long at) {
        int sequence = (int) (count % CAPACITY);
        replied.set(sequence, EchoTrain.NEVER);
        sent.set(sequence, at);
        return sequence;
    }

    /** Notes that the request has been sent: from now on it is seen. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the sender's thread alone writes it
    void hasSent(long at) {
        left.set((int) (count % CAPACITY), at);
        count++;
    }

    /** Of a reply that came twice the first counts. */
    void replied(int sequence, long at) {
        if (replied.get(sequence) == EchoTrain.NEVER && sent.get(sequence) != 0) {
            replied.set(sequence, at);
        }
    }

    /**
     * The requests sent from then to then.
     *
     * @throws IllegalStateException when that is too long ago, and some of them have been overwritten
     */
    EchoTrain between(Instant from, Instant to) {
        long end = count;
        long oldest = Math.max(0, end - CAPACITY + CAPACITY / 16); // the sender goes on while this is read
        long first = firstSince(EchoTrain.nanos(from), oldest, end);
        long last = firstSince(EchoTrain.nanos(to) + 1, first, end);
        if (first == oldest && oldest > 0) {
            throw new IllegalStateException("requests of " + from + " are no longer remembered");
        }
        long[] sentThen = new long[(int) (last - first)];
        long[] leftThen = new long[sentThen.length];
        long[] repliedThen = new long[sentThen.length];
        for (int i = 0; i < sentThen.length; i++) {
            int slot = (int) ((first + i) % CAPACITY);
            sentThen[i] = sent.get(slot);
            leftThen[i] = left.get(slot);
            repliedThen[i] = replied.get(slot);
        }
        return new EchoTrain(interval, sentThen, leftThen, repliedThen);
    }

    private long firstSince(long at, long from, long end) {
        long low = from;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (sent.get((int) (middle % CAPACITY)) < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
