package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.events.EventId;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Events as they come, to one reader (WHATWG HTML §9.2).
 *
 * <pre>
 * After it opened: all that is kept since the reader's place, then what comes.
 * After nothing was written for a while: a heartbeat, with the reader's place, past what it did not ask for as well.
 * After the reader fell so far behind that events were lost to it: the end. It comes back with the last id it has.
 * After this node has no copy of the log any more: the end, at the next heartbeat. The reader finds another node.
 * </pre>
 */
final class EventStream implements Response.Stream {
    static final String MEDIA_TYPE = "text/event-stream";

    /** Some 20 KB, which one write takes. */
    private static final int AT_ONCE = 64;

    /** How long a reader waits before it comes back, in milliseconds. */
    private static final int RETRY = 1_000;

    private final EventLog log;
    private final ControlPlane plane;
    private final Optional<String> vip;
    private final Duration heartbeat;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean prodded;
    private volatile boolean ended;
    private EventId place;
    private long wroteAt;

    EventStream(EventLog log, ControlPlane plane, EventId place, Optional<String> vip, Duration heartbeat) {
        this.log = log;
        this.plane = plane;
        this.place = place;
        this.vip = vip;
        this.heartbeat = heartbeat;
    }

    @Override
    public void prod() {
        prodded = true;
        woken.release();
    }

    @Override
    public void end() {
        ended = true;
        woken.release();
    }

    @Override
    public void writeTo(Response.Sink sink) throws IOException {
        EventLog.Watch watch = log.watch(woken::release);
        try {
            write("retry: " + RETRY + "\nid: " + place + "\n\n", sink);
            boolean first = true;
            while (!ended) {
                EventLog.Page page = log.after(place, AT_ONCE);
                if (page.overrun() && !first) {
                    return;
                }
                first = false;
                place = page.next();
                write(page, sink);
                if (page.events().isEmpty() && !awaitNews(sink)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The server has no more patience: this is the end, which is still to be written.
        } finally {
            watch.close();
        }
    }

    private void write(EventLog.Page page, Response.Sink sink) throws IOException {
        StringBuilder text = new StringBuilder();
        for (ClusterEvent event : page.events()) {
            if (EventRoutes.concerns(event, vip)) {
                // JSON has no line breaks but between its tokens, and none is written there.
                text.append("id: ").append(event.id()).append('\n');
                text.append("event: ").append(event.type().word()).append('\n');
                text.append("data: ").append(new String(Json.bytes(event), StandardCharsets.UTF_8));
                text.append("\n\n");
            }
        }
        if (!text.isEmpty()) {
            write(text.toString(), sink);
        }
    }

    private void write(String text, Response.Sink sink) throws IOException {
        sink.write(text.getBytes(StandardCharsets.UTF_8));
        wroteAt = System.nanoTime();
    }

    /** Until something may be new; false if there is no more to come. */
    private boolean awaitNews(Response.Sink sink) throws IOException, InterruptedException {
        long left = heartbeat.toNanos() - (System.nanoTime() - wroteAt);
        boolean news = woken.tryAcquire(left, TimeUnit.NANOSECONDS) && left > 0;
        woken.drainPermits();
        if (ended) {
            return false;
        }
        if (news && !prodded) {
            return true;
        }
        prodded = false;
        if (!goesOn()) {
            return false;
        }
        write(": nothing new\nid: " + place + "\n\n", sink);
        return true;
    }

    private boolean goesOn() {
        try {
            return plane.events() == log;
        } catch (NoQuorumException e) {
            return false;
        }
    }
}
