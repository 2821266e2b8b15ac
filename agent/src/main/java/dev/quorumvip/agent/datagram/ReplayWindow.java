package dev.quorumvip.agent.datagram;

import java.util.Arrays;

/**
 * Which datagrams of one life of one sender have been received: the anti-replay window of RFC 4303 §3.4.3, {@link
 * #SIZE} wide. A counter is new if it is above all received, or within the window below the highest and not received
 * yet; so reordering costs nothing, and what is too late to be told from a replay counts as one.
 */
final class ReplayWindow {
    /** RFC 4303 §3.4.3 asks for 32 at least; 1,024 is over a second of datagrams between two busy agents. */
    static final int SIZE = 1_024;

    private final long[] received = new long[SIZE / Long.SIZE];
    private long highest;

    /** Whether {@code counter}, 1 or more, was not received before. Changes nothing. */
    boolean isNew(long counter) {
        if (counter > highest) {
            return true;
        }
        return highest - counter < SIZE && (received[word(counter)] & bit(counter)) == 0;
    }

    /** {@code counter}, which is {@linkplain #isNew new}, has been received. */
    void add(long counter) {
        if (counter > highest) {
            if (counter - highest >= SIZE) {
                Arrays.fill(received, 0);
            } else {
                for (long skipped = highest + 1; skipped < counter; skipped++) {
                    received[word(skipped)] &= ~bit(skipped);
                }
            }
            highest = counter;
        }
        received[word(counter)] |= bit(counter);
    }

    private static int word(long counter) {
        return (int) (counter % SIZE) / Long.SIZE;
    }

    private static long bit(long counter) {
        return 1L << (counter % Long.SIZE);
    }
}
