package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.MembershipState;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.QuorumState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.operator.agents.AgentPod;
import dev.quorumvip.operator.agents.AgentPods;
import dev.quorumvip.operator.agents.AgentSwitchboard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link #view} true to what the agents say. It asks each agent where it stands, takes the Raft leader, or else one
 * whom a majority answers, as its source, follows that one's events, and reads again what they concern. Kubernetes' API
 * plays no part.
 *
 * <p>One thread of its own holds all that it knows; what takes time is done on virtual threads, which signal to it. After
 * {@link #start} it runs until {@link #close}.
 */
public final class QuorumWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumWatch.class);

    /** What was read is good for so long when nothing comes after it: a source changes within that. */
    static final Duration GOOD_FOR = Duration.ofSeconds(3);

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final AgentPods pods;
    private final AgentSwitchboard agents;
    private final QuorumListener listener;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().name("quorum-watch").unstarted(this::run);
    private final Sightings sightings = new Sightings();
    private volatile QuorumView view = QuorumView.NOTHING;
    private volatile @Nullable AgentPod sourceAgent;
    private volatile boolean closed;

    private @Nullable SourceSession source;
    private long sessions;
    private Optional<String> lastEvent = Optional.empty();
    private Optional<String> eventsOf = Optional.empty();
    private Map<String, VipStatus> vips = Map.of();
    private Map<String, MemberStatus> members = Map.of();
    private Optional<Instant> confirmedAt = Optional.empty();
    private long startedAt;
    private boolean settled;
    private long readAt;
    private boolean read;

    /**
     * A watch that has asked nobody yet.
     *
     * @param nanos a monotonic clock
     * @param wall the time of day, for people
     */
    public QuorumWatch(
            AgentPods pods, AgentSwitchboard agents, QuorumListener listener, LongSupplier nanos, InstantSource wall) {
        this.pods = pods;
        this.agents = agents;
        this.listener = listener;
        this.nanos = nanos;
        this.wall = wall;
    }

    /** Begins to ask. */
    public void start() {
        pods.onChange(() -> signals.add(new Signal.AgentsChanged()));
        signals.add(new Signal.AgentsChanged());
        startedAt = nanos.getAsLong();
        thread.start();
    }

    /** What is known now; {@link QuorumView#NOTHING} until the agents had time to answer. Never waits. */
    public QuorumView view() {
        return view;
    }

    /** The agent that is asked for changes too; empty while none speaks for the cluster. */
    public Optional<AgentPod> source() {
        return Optional.ofNullable(sourceAgent);
    }

    /** Whether its thread runs. */
    public boolean live() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                Signal signal = signals.poll(untilNext(), TimeUnit.NANOSECONDS);
                while (signal != null) {
                    take(signal);
                    signal = signals.poll();
                }
                act();
            }
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            leaveSource("the watch ends");
        }
    }

    private long untilNext() {
        long now = nanos.getAsLong();
        long next = now + IDLE.toNanos();
        next = Math.min(next, sightings.nextAt().orElse(next));
        if (source != null) {
            next = Math.min(next, source.nextAt());
        }
        return Math.max(0, next - now);
    }

    private void take(Signal signal) {
        long now = nanos.getAsLong();
        switch (signal) {
            case Signal.AgentsChanged changed -> {
                List<AgentPod> there = pods.list();
                sightings.are(there, now);
                agents.forgetAllBut(there);
            }
            case Signal.Stood(AgentPod agent, var standing) ->
                sightings.saw(AgentSight.of(agent, standing), isSource(agent), now);
            case Signal.Silent(AgentPod agent, String why) ->
                sightings.saw(AgentSight.unreached(agent, why), isSource(agent), now);
            case Signal.Read(long session, NodeStatus status) -> {
                if (current(session) && source != null) {
                    took(status, now);
                    source.done(vips, now);
                }
            }
            case Signal.ReadSome(long session, var some) -> {
                if (current(session) && source != null) {
                    source.done(took(some, now), now);
                }
            }
            case Signal.ReadFailed(long session, String why) -> {
                if (current(session) && source != null) {
                    source.failed(now);
                    sightings.askSoon(source.agent(), now);
                }
            }
            case Signal.Happened(long session, ClusterEvent event) -> {
                if (current(session) && source != null) {
                    lastEvent = Optional.of(event.id());
                    source.want(event);
                    eventsOf.ifPresent(cluster -> listener.happened(cluster, event));
                }
            }
            case Signal.StreamEnded(long session, String why) -> {
                if (current(session) && source != null) {
                    LOG.atDebug().addKeyValue("reason", why).log("the stream of events ended");
                    source.streamEnded();
                    sightings.askSoon(source.agent(), now);
                }
            }
        }
    }

    private void act() {
        long now = nanos.getAsLong();
        sightings.giveUp(now);
        chooseSource(now);
        sightings.due(now).forEach(this::ask);
        if (source != null) {
            source.follow(lastEvent);
            source.read(now);
        }
        publish(now);
    }

    private void ask(AgentPod agent) {
        Thread.ofVirtual().name("agent-ask").start(() -> {
            try {
                signals.add(new Signal.Stood(agent, agents.to(agent).standing()));
            } catch (AgentCallException e) {
                signals.add(new Signal.Silent(agent, String.valueOf(e.getMessage())));
            }
        });
    }

    private void chooseSource(long now) {
        Optional<AgentPod> present = Optional.ofNullable(source).map(SourceSession::agent);
        List<String> clusters = sightings.clusters();
        Optional<AgentPod> best = clusters.size() == 1 ? sightings.best(present) : Optional.empty();
        if (best.equals(present)) {
            return;
        }
        leaveSource(best.isPresent() ? "another speaks for the cluster" : "nobody speaks for the cluster");
        if (best.isPresent()) {
            if (!eventsOf.equals(Optional.of(clusters.getFirst()))) {
                eventsOf = Optional.of(clusters.getFirst());
                lastEvent = Optional.empty();
            }
            LOG.atInfo().addKeyValue("node", best.get().node()).log("reading the cluster's state from this agent");
            source = new SourceSession(++sessions, best.get(), agents.to(best.get()), signals::add, now);
            sourceAgent = best.get();
        }
    }

    private void leaveSource(String why) {
        if (source != null) {
            LOG.atInfo()
                    .addKeyValue("node", source.agent().node())
                    .addKeyValue("reason", why)
                    .log("reading from this agent no more");
            source.close();
            source = null;
            sourceAgent = null;
        }
    }

    private boolean isSource(AgentPod agent) {
        return source != null && source.agent().equals(agent);
    }

    private boolean current(long session) {
        return source != null && source.number() == session;
    }

    /** An agent that lost its majority between two questions says nothing that counts. */
    private void took(NodeStatus status, long now) {
        if (status.quorum().state() != QuorumState.CONFIRMED) {
            return;
        }
        vips = status.vips().stream().map(Quiet::of).collect(Collectors.toMap(VipStatus::name, v -> v));
        members = status.members().stream().collect(Collectors.toMap(MemberStatus::name, m -> m, (a, b) -> b));
        fresh(now);
    }

    private Map<String, VipStatus> took(Map<String, Optional<VipStatus>> some, long now) {
        if (some.values().stream().flatMap(Optional::stream).anyMatch(vip -> !vip.confirmed())) {
            return Map.of();
        }
        Map<String, VipStatus> all = new HashMap<>(vips);
        Map<String, VipStatus> told = new HashMap<>();
        some.forEach((name, vip) -> {
            if (vip.isEmpty()) {
                all.remove(name);
            } else {
                all.put(name, Quiet.of(vip.get()));
                told.put(name, vip.get());
            }
        });
        vips = all;
        fresh(now);
        return told;
    }

    private void fresh(long now) {
        read = true;
        readAt = now;
        confirmedAt = Optional.of(wall.instant());
    }

    private void publish(long now) {
        QuorumView before = view;
        Reach reach = reach(now);
        settled = settled
                || reach == Reach.CONFIRMED
                || sightings.allAsked() && sightings.all().stream().noneMatch(AgentSight::confirmed)
                || now - startedAt >= GOOD_FOR.toNanos();
        if (!settled) {
            return;
        }
        boolean confirmed = reach == Reach.CONFIRMED;
        QuorumView after = new QuorumView(
                reach,
                Explanation.of(reach, sightings.all()),
                confirmedAt,
                confirmed ? vips : Map.of(),
                confirmed ? members : Map.of(),
                sightings.timings(),
                sightings.all());
        view = after;
        if (!after.sameAs(before)) {
            if (before.reach() != after.reach()) {
                LOG.atInfo()
                        .addKeyValue("reach", after.reach())
                        .addKeyValue("before", before.reach())
                        .addKeyValue("reason", after.detail())
                        .log("what can be seen of the agents' cluster changed");
            }
            listener.changed(before, after);
        }
    }

    private Reach reach(long now) {
        List<AgentSight> all = sightings.all();
        if (sightings.clusters().size() > 1) {
            return Reach.SPLIT;
        }
        if (read && now - readAt < GOOD_FOR.toNanos() && !all.isEmpty()) {
            return Reach.CONFIRMED;
        }
        if (all.isEmpty()) {
            return Reach.NO_AGENTS;
        }
        if (all.stream().anyMatch(AgentSight::confirmed)) {
            // Soon: what it knows is being read.
            return Reach.UNREACHABLE;
        }
        if (all.stream().anyMatch(sight -> sight.clusterId().isPresent())) {
            return Reach.NO_QUORUM;
        }
        boolean unformed = all.stream()
                .flatMap(sight -> sight.state().stream())
                .anyMatch(state -> state != MembershipState.MEMBER && state != MembershipState.REMOVED);
        return unformed ? Reach.UNFORMED : Reach.UNREACHABLE;
    }
}
