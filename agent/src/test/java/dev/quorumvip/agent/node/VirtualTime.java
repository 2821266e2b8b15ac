package dev.quorumvip.agent.node;

import java.time.Duration;
import java.util.PriorityQueue;

/** Time that passes from one planned event to the next, and waits for nobody. It never goes back. */
final class VirtualTime {
    private record Event(long atNanos, long order, Runnable work) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(1_024);
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
        afterNanos(delay.toNanos(), work);
    }

    void afterNanos(long delay, Runnable work) {
        events.add(new Event(now + delay, planned++, work));
    }

    void every(Duration interval, Runnable work) {
        after(interval, () -> {
            work.run();
            every(interval, work);
        });
    }

    /**
     * Lets {@code span} pass; also from within an event, as when a process is paused in the midst of a call, and then
     * for whoever called that one more may have passed in the end than it asked for.
     */
    void pass(Duration span) {
        long until = now + span.toNanos();
        for (Event next = events.peek(); next != null && next.atNanos <= until; next = events.peek()) {
            events.remove();
            now = Math.max(now, next.atNanos);
            next.work.run();
            afterEach.run();
        }
        now = Math.max(now, until);
    }
}
