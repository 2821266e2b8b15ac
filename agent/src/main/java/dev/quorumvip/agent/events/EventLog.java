package dev.quorumvip.agent.events;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events that this node has applied, for any number of readers.
 *
 * <p>Bounded: the oldest make room for the newest. A reader keeps its own place, by the id of what it read last, and
 * goes on from it on this node or another. Nothing is skipped in silence: where events are missing, a {@link
 * EventType#GAP} stands in their place.
 *
 * <p>Safe for use by several threads.
 */
public final class EventLog {
    /** Of a busy day, or of 1,000 VIPs that move once; some hundred bytes each. */
    public static final int CAPACITY = 4_096;

    private final ClusterEvent[] ring;
    private final EventId[] ids;
    private final List<Runnable> readers = new ArrayList<>();
    private int first;
    private int size;
    /** All events after this one are in the ring. */
    private EventId floor = EventId.START;
    /** Entries up to this one are told. */
    private long through = -1;

    /** @param capacity how many events are kept, 1 at least */
    public EventLog(int capacity) {
        ring = new ClusterEvent[capacity];
        ids = new EventId[capacity];
    }

    /**
     * What a reader gets.
     *
     * @param events in order; empty if there is nothing new
     * @param next where to go on
     * @param overrun events were lost between the reader's place and the first of these, which is a {@link
     *     EventType#GAP} that says so
     */
    public record Page(List<ClusterEvent> events, EventId next, boolean overrun) {}

    /** An entry was applied, with these events; of one that was applied before, nothing is told again. */
    public void append(long index, List<ClusterEvent> events) {
        synchronized (this) {
            if (index <= through) {
                return;
            }
            through = index;
            events.forEach(event -> add(EventId.parse(event.id()), event));
        }
        if (!events.isEmpty()) {
            wakeAll();
        }
    }

    /**
     * The state came here as a whole, with all entries up to {@code index} in it: what they said is not known here, but
     * for those that had been applied one by one.
     */
    public void restored(long index) {
        boolean missing;
        synchronized (this) {
            missing = index > through;
            if (missing) {
                // Whoever has read up to here from another node has missed nothing.
                EventId gap = EventId.before(index + 1);
                if (through < 0) {
                    floor = gap;
                } else {
                    add(gap, gap(gap, "this node was brought up to date without the events before"));
                }
                through = index;
            }
        }
        if (missing) {
            wakeAll();
        }
    }

    /**
     * The events after a place, as many as asked for.
     *
     * @param after the id of the last event read; also one that is not here yet, since another node may be ahead
     * @param most how many events at once, 1 at least
     */
    public synchronized Page after(EventId after, int most) {
        List<ClusterEvent> events = new ArrayList<>();
        EventId next = after;
        boolean overrun = after.compareTo(floor) < 0;
        if (overrun) {
            events.add(gap(floor, "the events before are kept here no longer"));
            next = floor;
        }
        for (int i = firstAfter(next); i < size && events.size() < most; i++) {
            int slot = (first + i) % ring.length;
            events.add(ring[slot]);
            next = ids[slot];
        }
        return new Page(events, next, overrun);
    }

    /** The place before the oldest event that is kept. */
    public synchronized EventId floor() {
        return floor;
    }

    /** From now on {@code wake} is called after each change, on the thread that made it; it must not wait. */
    public synchronized Watch watch(Runnable wake) {
        readers.add(wake);
        return () -> unwatch(wake);
    }

    /** A reader that is woken until it closes this. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private synchronized void unwatch(Runnable wake) {
        readers.remove(wake);
    }

    private void wakeAll() {
        List<Runnable> woken;
        synchronized (this) {
            woken = List.copyOf(readers);
        }
        woken.forEach(Runnable::run);
    }

    private void add(EventId id, ClusterEvent event) {
        if (size == ring.length) {
            floor = ids[first];
            first = (first + 1) % ring.length;
            size--;
        }
        int slot = (first + size) % ring.length;
        ring[slot] = event;
        ids[slot] = id;
        size++;
    }

    /** How many of the kept events are not after {@code id}. */
    private int firstAfter(EventId id) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ids[(first + middle) % ids.length].compareTo(id) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static ClusterEvent gap(EventId id, String detail) {
        return new ClusterEvent(id.toString(), null, EventType.GAP, null, null, null, null, null, null, detail);
    }
}
