package dev.quorumvip.agent.node;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.health.CheckKind;
import dev.quorumvip.agent.health.CheckReport;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.HealthListener;
import dev.quorumvip.agent.health.ProbeOutcome;
import dev.quorumvip.agent.health.ProbeResult;
import dev.quorumvip.agent.health.VipReport;
import dev.quorumvip.agent.health.probe.CheckProbes;
import dev.quorumvip.agent.health.probe.HealthMonitor;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.api.CheckStatus;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.VipHealthStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs this node's health checks, from the first VIP on that has any: an agent without pays nothing for them. */
final class HealthHome implements AbilityDesk.Checks, AutoCloseable {
    private final boolean execAllowed;
    private final HealthListener listener;
    private final AgentMetrics metrics;
    private final MonotonicClock clock;
    private final InstantSource wallClock;
    private final RandomGenerator random;
    private final Consumer<Throwable> faults;
    private @Nullable CheckProbes probes;
    private @Nullable HealthMonitor monitor;

    HealthHome(
            boolean execAllowed,
            HealthListener listener,
            AgentMetrics metrics,
            MonotonicClock clock,
            InstantSource wallClock,
            RandomGenerator random,
            Consumer<Throwable> faults) {
        this.execAllowed = execAllowed;
        this.listener = listener;
        this.metrics = metrics;
        this.clock = clock;
        this.wallClock = wallClock;
        this.random = random;
        this.faults = faults;
    }

    @Override
    public synchronized void watch(Map<String, List<HealthCheck>> vips) {
        HealthMonitor running = monitor;
        if (running == null) {
            if (vips.isEmpty()) {
                return;
            }
            CheckProbes asking = new CheckProbes(clock);
            probes = asking;
            running = new HealthMonitor(execAllowed, asking, listener, this::ran, clock, wallClock, random, faults);
            monitor = running;
            running.start();
        }
        running.update(vips);
    }

    /** What is known of each VIP that has checks. */
    synchronized HealthReport report() {
        HealthMonitor running = monitor;
        SortedMap<String, VipReport> known = running == null ? new TreeMap<>() : running.snapshot();
        return new HealthReport(known.entrySet().stream()
                .map(vip -> status(vip.getKey(), vip.getValue()))
                .toList());
    }

    private static VipHealthStatus status(String vip, VipReport report) {
        return new VipHealthStatus(
                vip,
                report.health().name(),
                report.since(),
                report.reason(),
                report.checks().stream().map(HealthHome::status).toList());
    }

    private static CheckStatus status(CheckReport check) {
        return new CheckStatus(
                check.name(),
                lower(check.kind()),
                check.state().name(),
                check.since(),
                check.last().map(ProbeResult::reason).orElse(null),
                check.lastAt().orElse(null),
                check.passed(),
                check.failed());
    }

    @Override
    public synchronized void close() {
        if (monitor != null) {
            monitor.close();
        }
        if (probes != null) {
            probes.close();
        }
    }

    private void ran(CheckKind kind, ProbeOutcome outcome, Duration took) {
        metrics.healthChecked(lower(kind), lower(outcome), took);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
