package dev.quorumvip.agent.clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class SettableClock implements MonotonicClock {
    private final AtomicLong nanos = new AtomicLong(Duration.ofHours(1).toNanos());

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Lets this much time pass. */
    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
