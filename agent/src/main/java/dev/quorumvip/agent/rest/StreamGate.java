package dev.quorumvip.agent.rest;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a bounded number of streams be open.
 *
 * <p>That a reader has hung up shows only when something is written to it. So when all places are taken, all streams
 * write something before anybody is turned away.
 */
final class StreamGate {
    /** The first write to a reader that is gone still succeeds; the second fails, once the other side said so. */
    private static final int PRODS = 3;

    private static final long BETWEEN_MILLIS = 100;

    private final int most;
    private final Semaphore places;
    private final Set<Response.Stream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    StreamGate(int places) {
        this.most = places;
        this.places = new Semaphore(places);
    }

    /** Takes a place for this stream; false if there is none, or the thread was interrupted. */
    boolean enter(Response.Stream stream) {
        try {
            boolean entered = places.tryAcquire();
            for (int prods = 0; !entered && prods < PRODS; prods++) {
                open.forEach(Response.Stream::prod);
                entered = places.tryAcquire(BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (entered) {
                open.add(stream);
                if (closed) {
                    stream.end();
                }
            }
            return entered;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Ends all streams, and waits until they have written their ends. An interrupt in the middle of a write would close
     * the connection before that.
     */
    void close(Duration patience) {
        closed = true;
        open.forEach(Response.Stream::end);
        try {
            // All places, so that none is left for another one.
            var unused = places.tryAcquire(most, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the place back; of a stream that has entered, once. */
    void leave(Response.Stream stream) {
        open.remove(stream);
        places.release();
    }
}
