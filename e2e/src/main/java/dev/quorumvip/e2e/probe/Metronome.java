package dev.quorumvip.e2e.probe;

import static dev.quorumvip.e2e.net.Libc.C;

import com.sun.jna.LastErrorException;
import dev.quorumvip.e2e.net.Libc;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something once each interval, on a thread of its own. A beat that comes late is not made up for, and delays none
 * of the later ones.
 */
final class Metronome implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Metronome.class);

    private static final int REAL_TIME_PRIORITY = 5;

    private final long interval;
    private final LongConsumer beat;
    private final Thread thread;
    private volatile boolean closed;

    /** @param beat told its number, counted from 0 */
    Metronome(String name, Duration interval, LongConsumer beat) {
        this.interval = interval.toNanos();
        this.beat = beat;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        preferThisThread();
        long next = System.nanoTime();
        for (long number = 0; !closed; number++) {
            beat.accept(number);
            long now = System.nanoTime();
            next = Math.max(next + interval, now - interval);
            while (!closed && (now = System.nanoTime()) < next) {
                LockSupport.parkNanos(next - now);
            }
        }
    }

    /** Probing must be punctual on a machine that the agents keep busy; without the privilege it is merely less so. */
    private static void preferThisThread() {
        try {
            C.sched_setscheduler(0, Libc.SCHED_RR, new int[] {REAL_TIME_PRIORITY});
        } catch (LastErrorException e) {
            log.atDebug().addKeyValue("errno", e.getErrorCode()).log("the probe runs without real-time priority");
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
