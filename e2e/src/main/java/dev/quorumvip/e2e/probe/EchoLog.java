package dev.quorumvip.e2e.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** The requests and replies of an echo stream, appended by its threads and read by anyone. Allocates nothing for each. */
final class EchoLog {
    private static final int SEQUENCES = 1 << 16;

    private final Duration interval;
    private long[] sent = new long[SEQUENCES];
    private long[] replied = new long[SEQUENCES];
    private int count;

    /** The number of the first request that is still remembered. */
    private long first;

    EchoLog(Duration interval) {
        this.interval = interval;
    }

    /** Notes a request; answers its sequence number. */
    synchronized int sends(long at) {
        if (count == sent.length) {
            sent = Arrays.copyOf(sent, count * 2);
            replied = Arrays.copyOf(replied, count * 2);
        }
        sent[count] = at;
        replied[count] = EchoTrain.NEVER;
        return (int) ((first + count++) % SEQUENCES);
    }

    /** Of a reply that came twice the first counts. */
    synchronized void replied(int sequence, long at) {
        long latest = first + count - 1;
        long number = latest - Math.floorMod(latest - sequence, SEQUENCES);
        if (number >= first && replied[(int) (number - first)] == EchoTrain.NEVER) {
            replied[(int) (number - first)] = at;
        }
    }

    synchronized EchoTrain between(Instant from, Instant to) {
        int begin = indexOf(from);
        int end = Math.max(begin, indexOf(to));
        return new EchoTrain(interval, Arrays.copyOfRange(sent, begin, end), Arrays.copyOfRange(replied, begin, end));
    }

    /** Makes room. */
    synchronized void forgetBefore(Instant moment) {
        int forgotten = indexOf(moment);
        System.arraycopy(sent, forgotten, sent, 0, count - forgotten);
        System.arraycopy(replied, forgotten, replied, 0, count - forgotten);
        count -= forgotten;
        first += forgotten;
    }

    private int indexOf(Instant moment) {
        int at = Arrays.binarySearch(sent, 0, count, EchoTrain.nanos(moment));
        return at >= 0 ? at : -at - 1;
    }
}
