package dev.quorumvip.e2e.probe;

import java.time.Duration;
import java.util.Arrays;

/**
 * Which of many addresses answered in which round. Written by the probe's two threads, read by anyone. Rounds need not
 * follow each other without a pause.
 *
 * <p>Remembers {@link #ROUNDS} rounds; a reply that comes later counts for nothing.
 */
public final class FleetLog {
    /** Two minutes of rounds of 100 ms. */
    static final int ROUNDS = 1_200;

    private final int size;
    private final Duration interval;
    private final long[] sentAt = new long[ROUNDS];
    private final boolean[][] answered;
    private long rounds;

    /**
     * An empty log.
     *
     * @param size how many addresses there are
     * @param interval between two rounds
     */
    FleetLog(int size, Duration interval) {
        this.size = size;
        this.interval = interval;
        this.answered = new boolean[ROUNDS][size];
    }

    public int size() {
        return size;
    }

    public Duration interval() {
        return interval;
    }

    /** A round begins; gives back its number. */
    synchronized long begins(long atNanos) {
        int slot = (int) (rounds % ROUNDS);
        sentAt[slot] = atNanos;
        Arrays.fill(answered[slot], false);
        return rounds++;
    }

    /** @param round the low 16 bits of the round's number */
    synchronized void replied(int index, int round) {
        long latest = rounds - 1;
        long number = latest - Math.floorMod(latest - round, 1 << 16);
        if (number >= 0 && number > latest - ROUNDS && index < size) {
            answered[(int) (number % ROUNDS)][index] = true;
        }
    }

    /** The number of the next round. */
    public synchronized long next() {
        return rounds;
    }

    /** How many of the rounds from {@code from} to before {@code to} brought no reply from this address. */
    public synchronized int lost(int index, long from, long to) {
        int lost = 0;
        for (long round = from; round < to; round++) {
            lost += answered[slot(round)][index] ? 0 : 1;
        }
        return lost;
    }

    /**
     * The time from {@code moment} to the first round after which no reply of this address was missing before {@code to}.
     *
     * @param moment on the clock of {@link System#nanoTime}
     * @return the whole time up to the last round if that was missing, too
     */
    public synchronized Duration back(int index, long moment, long from, long to) {
        long since = moment;
        for (long round = from; round < to; round++) {
            if (!answered[slot(round)][index]) {
                since = sentAt[slot(round)] + interval.toNanos();
            }
        }
        return Duration.ofNanos(Math.max(0, since - moment));
    }

    private int slot(long round) {
        if (round < 0 || round >= rounds || round < rounds - ROUNDS) {
            throw new IllegalArgumentException("round " + round + " is not remembered");
        }
        return (int) (round % ROUNDS);
    }
}
