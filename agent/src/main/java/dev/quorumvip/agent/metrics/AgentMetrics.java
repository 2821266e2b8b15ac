package dev.quorumvip.agent.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The agent's metrics. Every method may be called from any thread and does no I/O.
 *
 * <p>Names begin with {@code quorumvip_}; times are in seconds; counters end in {@code _total}. A series that has no
 * event yet is missing, apart from the gauges, which begin at 0.
 */
public final class AgentMetrics {
    /** Around a renewal's round trip: loopback takes tens of microseconds, and past L it is lost. */
    private static final Duration[] ROUND_TRIP = millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000);

    /** Around what is left of a lease at its renewal: near 0 the interval or the network is too slow for L. */
    private static final Duration[] MARGIN = millis(5, 10, 25, 50, 100, 150, 200, 300, 400, 500, 1000, 1500, 2000);

    /** Around an outage once its cause was detected: a handover takes some ms, and a failover some tens. */
    private static final Duration[] OUTAGE = millis(2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000);

    /** Around an fsync: tenths of a millisecond on flash, and over 100 ms it endangers closes. */
    private static final Duration[] FSYNC = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500);

    /** Around a health check: a loopback answer takes a millisecond, and the time-out is 500 ms unless set. */
    private static final Duration[] HEALTH_CHECK = millis(1, 5, 20, 100, 250, 500, 1000, 5000);

    private final PrometheusMeterRegistry registry;
    private final Timer renewalRoundTrip;
    private final Timer leaseMargin;
    private final Timer fsync;
    private final Counter eventsDropped;
    private final AtomicLong leaseValid;
    private final AtomicLong quorum;
    private final AtomicLong settling;
    private final AtomicLong leader;
    private final AtomicLong term;
    private final VipGauges holders;
    private final VipGauges kept;
    private final VipGauges healthy;
    private final VipGauges lastOutage;

    /**
     * Registers the metrics that are there from the start.
     *
     * @param registry where they go, not shared with another instance
     * @param version the agent's version, for {@code quorumvip_build_info}
     */
    public AgentMetrics(PrometheusMeterRegistry registry, String version) {
        this.registry = registry;
        renewalRoundTrip = timer(
                "quorumvip.renewal.round.trip",
                "From a renewal's sending to its acknowledgement by a majority",
                ROUND_TRIP);
        leaseMargin = timer("quorumvip.lease.margin", "What was left of the lease when it was extended", MARGIN);
        fsync = timer("quorumvip.disk.fsync", "Time to bring a promise to disk", FSYNC);
        eventsDropped = Counter.builder("quorumvip.events.dropped")
                .description("Events that a full queue turned away")
                .register(registry);
        leaseValid = flag("quorumvip.lease.valid", "1 while this node's lease lets it act as holder");
        quorum = flag("quorumvip.quorum", "1 while a majority of the voters answers this node");
        settling = flag("quorumvip.voters.settling", "1 until the last change of the voters has settled");
        leader = flag("quorumvip.is.leader", "1 while this node is the Raft leader");
        term = flag("quorumvip.term", "The Raft term this node is in");
        holders = new VipGauges(
                registry, "quorumvip.vip.holder", "1 while this node holds the virtual IP under a valid lease");
        kept = new VipGauges(
                registry,
                "quorumvip.vip.kept.without.quorum",
                "1 while this node keeps the virtual IP without a quorum; another may have it too");
        healthy = new VipGauges(
                registry, "quorumvip.vip.healthy", "1 while the virtual IP's health checks pass on this node");
        lastOutage = new VipGauges(
                registry,
                "quorumvip.vip.last.outage.seconds",
                "How long the virtual IP was away when it last changed its holder");
        Gauge.builder("quorumvip.build.info", () -> 1)
                .description("1, with the agent's version as a label")
                .tag("version", version)
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
    }

    /** A registry with the agent's own settings and no metrics yet. */
    public static PrometheusMeterRegistry newRegistry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /** A datagram left; {@code type} is its kind, such as {@code renewal}. */
    public void datagramSent(String type) {
        count("quorumvip.datagrams.sent", "Datagrams sent", "type", type);
    }

    /** A datagram was accepted; {@code type} is its kind. */
    public void datagramReceived(String type) {
        count("quorumvip.datagrams.received", "Datagrams accepted", "type", type);
    }

    /** A datagram was thrown away; {@code reason} is from a closed set, such as {@code replayed}. */
    public void datagramDropped(String reason) {
        count("quorumvip.datagrams.dropped", "Datagrams thrown away", "reason", reason);
    }

    /** A majority acknowledged a renewal this long after its sending. */
    public void renewalAcknowledged(Duration roundTrip) {
        renewalRoundTrip.record(roundTrip);
    }

    /** A lease was extended with this much of it left; negative, and counted as 0, when it had run out. */
    public void leaseExtended(Duration margin) {
        leaseMargin.record(margin.isNegative() ? Duration.ZERO : margin);
    }

    /** Who this node is, which labels of no other series say. */
    public void node(String name, long id) {
        Gauge.builder("quorumvip.node.info", () -> 1)
                .description("1, with the node's name and number as labels")
                .tags("node", name, "id", String.valueOf(id))
                .register(registry);
    }

    /** Whether this node's lease lets it act as holder. */
    public void leaseValid(boolean valid) {
        leaseValid.set(valid ? 1 : 0);
    }

    /** Whether a majority of the voters answers this node. */
    public void quorum(boolean confirmed) {
        quorum.set(confirmed ? 1 : 0);
    }

    /** Whether the last change of the voters has still to settle; until then no other is made. */
    public void settling(boolean unfinished) {
        settling.set(unfinished ? 1 : 0);
    }

    /** Who this node is in the Raft group. */
    public void leadership(boolean isLeader, long currentTerm) {
        leader.set(isLeader ? 1 : 0);
        term.set(currentTerm);
    }

    /** Whether this node holds this virtual IP. */
    public void holds(String vip, boolean held) {
        holders.set(vip, held ? 1 : 0);
    }

    /** Which virtual IPs this node keeps without a lease now. */
    public synchronized void keeps(Collection<String> vips) {
        Map<String, Double> now = new HashMap<>();
        vips.forEach(vip -> now.put(vip, 1.0));
        kept.show(now);
    }

    /** A virtual IP is gone, and with it all that is told of it. */
    public void forget(String vip) {
        holders.remove(vip);
        lastOutage.remove(vip);
        registry.find("quorumvip.vip.transitions").tag("vip", vip).meters().forEach(registry::remove);
    }

    /**
     * This node saw a virtual IP change its holder; {@code reason} is from a closed set, such as {@code
     * session-expired}.
     */
    public void transition(String vip, String reason) {
        Counter.builder("quorumvip.vip.transitions")
                .description("Changes of holder seen by this node")
                .tags("vip", vip, "reason", reason)
                .register(registry)
                .increment();
    }

    /** What the checks of each virtual IP that has some have come to on this node; empty where it is not known yet. */
    public synchronized void healths(Map<String, Optional<Boolean>> passingByName) {
        Map<String, Double> known = new HashMap<>();
        passingByName.forEach((vip, passing) -> passing.ifPresent(is -> known.put(vip, is ? 1.0 : 0.0)));
        healthy.show(known);
    }

    /**
     * The log keeps that a virtual IP was away for so long when it changed its holder, counted from the detection of
     * the cause; {@code reason} is from a closed set.
     */
    public void outage(String vip, String reason, Duration span) {
        lastOutage.set(vip, span.toNanos() / 1e9);
        Timer.builder("quorumvip.vip.outage")
                .description("From the detection of the cause to the new holder's announcement")
                .tag("reason", reason)
                .serviceLevelObjectives(OUTAGE)
                .register(registry)
                .record(span);
    }

    /**
     * One gratuitous ARP or unsolicited neighbour advertisement left; {@code kind} is {@code request}, {@code reply} or
     * {@code advertisement}.
     */
    public void announcementSent(String kind) {
        count("quorumvip.announcements.sent", "Announcements put on the wire", "kind", kind);
    }

    /**
     * This node noticed that a machine has an address which should not; {@code kind} is {@code before_claim}, {@code
     * while_held} or {@code seen_by_witness}.
     */
    public void conflict(String kind) {
        count("quorumvip.conflicts", "Conflicts over an address that this node noticed", "kind", kind);
    }

    /** A health check ended; {@code kind} and {@code outcome} are from closed sets. */
    public void healthChecked(String kind, String outcome, Duration took) {
        Timer.builder("quorumvip.health.check")
                .description("Health checks that this node ran")
                .serviceLevelObjectives(HEALTH_CHECK)
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(registry)
                .record(took);
    }

    /** The kernel refused to put an address on, or to prolong it, with this errno, a positive number. */
    public void netlinkError(int errno) {
        count(
                "quorumvip.netlink.errors",
                "Addresses that the kernel did not put on, or did not prolong",
                "errno",
                String.valueOf(errno));
    }

    /** Until when this node's certificate is valid, asked for at each scrape. The source is kept alive by this. */
    public void certificateExpires(Supplier<Instant> expires) {
        Gauge.builder(
                        "quorumvip.tls.certificate.expiry.timestamp",
                        () -> expires.get().toEpochMilli() / 1e3)
                .description("When this node's certificate expires, or one that it comes from, in Unix time")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    /** The files of this node's certificate changed; {@code outcome} is {@code taken} or {@code refused}. */
    public void certificateReloaded(String outcome) {
        count("quorumvip.tls.reloads", "Changes of the certificate's files", "outcome", outcome);
    }

    /** A voter refused this node's renewal; {@code reason} is from a closed set. */
    public void renewalRefused(String reason) {
        count("quorumvip.renewal.refusals", "Refusals of this node's renewals by voters", "reason", reason);
    }

    /** This node, as a voter, refused a renewal; {@code reason} is from a closed set. */
    public void voterRefused(String reason) {
        count("quorumvip.voter.refusals", "Renewals that this node refused as a voter", "reason", reason);
    }

    /** An event found the queue full. */
    public void eventDropped() {
        eventsDropped.increment();
    }

    /** A write reached the disk in this time. */
    public void fsynced(Duration taken) {
        fsync.record(taken);
    }

    /** Shows whether a fence layer would act, which is settled when the agent starts. */
    public void fenceLayer(String layer, boolean armed) {
        Gauge.builder("quorumvip.fence.layer.armed", () -> armed ? 1 : 0)
                .description("1 if this means of taking an address out of service at the deadline is armed")
                .tag("layer", layer)
                .strongReference(true)
                .register(registry);
    }

    /** Shows the length of a queue, which is asked for at each scrape. The queue is kept alive by this. */
    public void watchQueue(String queue, IntSupplier depth) {
        Gauge.builder("quorumvip.queue.depth", depth::getAsInt)
                .description("Events that wait in a queue")
                .tag("queue", queue)
                .strongReference(true)
                .register(registry);
    }

    private Timer timer(String name, String description, Duration[] buckets) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    private AtomicLong flag(String name, String description) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::doubleValue)
                .description(description)
                .strongReference(true)
                .register(registry);
        return value;
    }

    private void count(String name, String description, String label, String value) {
        Counter.builder(name)
                .description(description)
                .tag(label, value)
                .register(registry)
                .increment();
    }

    private static Duration[] millis(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
