package dev.quorumvip.agent.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.HealthListener;
import dev.quorumvip.agent.health.Probe;
import dev.quorumvip.agent.health.ProbeFactory;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.health.VipReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A monitor in real time, with probes that do what the test says. */
final class MonitorBench implements AutoCloseable {
    final HealthMonitor monitor;
    final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();

    /** How many probes were made. */
    final AtomicInteger made = new AtomicInteger();

    /** How many results were counted. */
    final AtomicInteger counted = new AtomicInteger();

    volatile HealthListener listener;

    private final Map<HealthCheck, Probe> probes = new ConcurrentHashMap<>();
    private final Map<HealthCheck, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final BlockingQueue<VipChange> changes = new LinkedBlockingQueue<>();

    MonitorBench(boolean execAllowed) {
        listener = changes::add;
        monitor = monitor(execAllowed, this::scripted);
        monitor.start();
    }

    /** Over real probes. */
    MonitorBench(ProbeFactory factory) {
        listener = changes::add;
        monitor = monitor(true, factory);
        monitor.start();
    }

    private MonitorBench() {
        listener = changes::add;
        monitor = monitor(true, this::scripted);
    }

    static MonitorBench notStarted() {
        return new MonitorBench();
    }

    void update(Map<String, List<HealthCheck>> vips) {
        monitor.update(vips);
    }

    /** What a run of this check does from now on. */
    void probe(HealthCheck check, Probe probe) {
        probes.put(check, probe);
    }

    int runs(HealthCheck check) {
        return counter(check).get();
    }

    /** Waits until so many runs have begun. */
    void awaitRuns(HealthCheck check, int count) {
        await(count + " runs", () -> runs(check) >= count);
    }

    /** Waits until so many results have been counted. */
    void awaitCounted(int count) {
        await(count + " results", () -> counted.get() >= count);
    }

    private static void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("30 s for " + what).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The oldest change that was told and not asked for yet. */
    VipChange next() throws InterruptedException {
        VipChange change = changes.poll(30, TimeUnit.SECONDS);
        if (change == null) {
            throw new AssertionError("no change within 30 s; faults: " + faults);
        }
        return change;
    }

    VipReport report(String vip) {
        VipReport report = monitor.snapshot().get(vip);
        if (report == null) {
            throw new AssertionError("no report of " + vip);
        }
        return report;
    }

    void assertNoMore() {
        assertThat(changes).isEmpty();
        assertThat(faults).isEmpty();
    }

    private HealthMonitor monitor(boolean execAllowed, ProbeFactory factory) {
        return new HealthMonitor(
                execAllowed,
                factory,
                change -> listener.changed(change),
                (kind, outcome, took) -> counted.incrementAndGet(),
                System::nanoTime,
                InstantSource.system(),
                new Random(1),
                faults::add);
    }

    private Probe scripted(HealthCheck check) {
        made.incrementAndGet();
        return () -> {
            counter(check).incrementAndGet();
            Probe probe = probes.get(check);
            if (probe == null) {
                throw new AssertionError("no probe for " + check);
            }
            return probe.run();
        };
    }

    private AtomicInteger counter(HealthCheck check) {
        return runs.computeIfAbsent(check, c -> new AtomicInteger());
    }

    @Override
    public void close() {
        monitor.close();
    }
}
