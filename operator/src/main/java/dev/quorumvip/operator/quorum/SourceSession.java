package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.operator.agents.AgentApi;
import dev.quorumvip.operator.agents.AgentPod;
import dev.quorumvip.operator.agents.EventStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads from one agent for as long as that is the watch's source: follows its events, and reads again what they concern.
 * All but {@link #follow} runs on the watch's loop, and what takes time on virtual threads.
 */
final class SourceSession implements AutoCloseable {
    /** More VIPs than that are read all together. */
    private static final int FEW = 8;

    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration UNSETTLED = Duration.ofMillis(100);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofMillis(250);

    /** Reading may take a fifth of the time, and no more. */
    private static final int REST_FACTOR = 4;

    private final long number;
    private final AgentPod agent;
    private final AgentApi api;
    private final Consumer<Signal> loop;
    private final AtomicReference<@Nullable EventStream> stream = new AtomicReference<>();
    private final Set<String> wanted = new TreeSet<>();
    private volatile boolean closed;
    private boolean allWanted = true;
    private boolean reading;
    private boolean following;
    private long notBefore;
    private long readBegan;
    private long pollAt;

    SourceSession(long number, AgentPod agent, AgentApi api, Consumer<Signal> loop, long now) {
        this.number = number;
        this.agent = agent;
        this.api = api;
        this.loop = loop;
        this.notBefore = now;
        this.pollAt = now;
    }

    long number() {
        return number;
    }

    AgentPod agent() {
        return agent;
    }

    /** Begins to follow, unless it does. */
    void follow(Optional<String> after) {
        if (!following) {
            following = true;
            Thread.ofVirtual().name("agent-events").start(() -> followNow(after));
        }
    }

    /** The stream is over; the next {@link #follow} begins a new one. */
    void streamEnded() {
        following = false;
    }

    void wantAll() {
        allWanted = true;
    }

    void want(ClusterEvent event) {
        String vip = event.vip();
        if (vip == null) {
            allWanted = true;
        } else {
            wanted.add(vip);
        }
    }

    /** What was read, and has not settled, is read again soon. */
    void done(Map<String, VipStatus> vips, long now) {
        reading = false;
        notBefore = now + Math.max(0, (now - readBegan) * REST_FACTOR);
        Set<String> unsettled = new HashSet<>();
        vips.forEach((name, vip) -> {
            if (isUnderWay(vip)) {
                unsettled.add(name);
            }
        });
        if (!unsettled.isEmpty()) {
            wanted.addAll(unsettled);
            notBefore = Math.max(notBefore, now + UNSETTLED.toNanos());
        }
    }

    void failed(long now) {
        reading = false;
        allWanted = true;
        notBefore = now + AGAIN_AFTER_FAILURE.toNanos();
    }

    /** Reads what is wanted, if it is time. */
    void read(long now) {
        if (now - pollAt >= 0) {
            allWanted = true;
        }
        if (reading || now - notBefore < 0 || (!allWanted && wanted.isEmpty())) {
            return;
        }
        reading = true;
        readBegan = now;
        if (allWanted || wanted.size() > FEW) {
            allWanted = false;
            wanted.clear();
            pollAt = now + POLL.toNanos();
            Thread.ofVirtual().name("agent-read").start(this::readAll);
        } else {
            Set<String> names = Set.copyOf(wanted);
            wanted.clear();
            Thread.ofVirtual().name("agent-read").start(() -> readSome(names));
        }
    }

    /** When {@link #read} has something to do next, as far as is known. */
    long nextAt() {
        if (reading) {
            return Long.MAX_VALUE;
        }
        return allWanted || !wanted.isEmpty() ? notBefore : Math.max(notBefore, pollAt);
    }

    @Override
    public void close() {
        closed = true;
        EventStream open = stream.getAndSet(null);
        if (open != null) {
            open.close();
        }
    }

    private static boolean isUnderWay(VipStatus vip) {
        return switch (vip.state()) {
            case ASSIGNED, RELEASING -> true;
            case HELD ->
                vip.holder() == null
                        || vip.holder().mac() == null
                        || vip.holder().since() == null;
            case UNASSIGNED, UNKNOWN -> false;
        };
    }

    private void readAll() {
        try {
            loop.accept(new Signal.Read(number, api.status()));
        } catch (AgentCallException e) {
            loop.accept(new Signal.ReadFailed(number, String.valueOf(e.getMessage())));
        }
    }

    private void readSome(Set<String> names) {
        try {
            Map<String, Optional<VipStatus>> read = new HashMap<>();
            for (String name : names) {
                read.put(name, api.vip(name));
            }
            loop.accept(new Signal.ReadSome(number, read));
        } catch (AgentCallException e) {
            loop.accept(new Signal.ReadFailed(number, String.valueOf(e.getMessage())));
        }
    }

    private void followNow(Optional<String> after) {
        String why = "it ended";
        try (EventStream events = api.follow(after)) {
            stream.set(events);
            Optional<ClusterEvent> event = closed ? Optional.empty() : events.next();
            while (event.isPresent()) {
                loop.accept(new Signal.Happened(number, event.get()));
                event = events.next();
            }
        } catch (AgentCallException e) {
            why = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.accept(new Signal.StreamEnded(number, why));
    }
}
