package dev.quorumvip.agent.node;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes from one planned event to the next, and waits for nobody. */
final class VirtualTime {
    private record Event(long atNanos, long order, Runnable work) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final Runnable afterEach;
    private long now;
    private long planned;

    /** @param afterEach run after every event */
    VirtualTime(Runnable afterEach) {
        this.afterEach = afterEach;
    }

    long now() {
        return now;
    }

    void after(Duration delay, Runnable work) {
        events.add(new Event(now + delay.toNanos(), planned++, work));
    }

    void every(Duration interval, Runnable work) {
        after(interval, () -> {
            work.run();
            every(interval, work);
        });
    }

    /** Lets {@code span} pass; also from within an event, as when a process is paused in the midst of a call. */
    void pass(Duration span) {
        long until = now + span.toNanos();
        while (!events.isEmpty() && events.peek().atNanos <= until) {
            Event next = events.remove();
            now = Math.max(now, next.atNanos);
            next.work.run();
            afterEach.run();
        }
        now = until;
    }
}
