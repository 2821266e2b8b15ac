package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.health.CheckChange;
import dev.quorumvip.agent.health.CheckRun;
import dev.quorumvip.agent.health.HealthBook;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.HealthListener;
import dev.quorumvip.agent.health.HealthMetrics;
import dev.quorumvip.agent.health.Moment;
import dev.quorumvip.agent.health.Probe;
import dev.quorumvip.agent.health.ProbeFactory;
import dev.quorumvip.agent.health.ProbeResult;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.health.VipReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the checks of all VIPs of this node, and tells what changes. Each run has a virtual thread; when which begins,
 * and what the results come to, is decided by {@link HealthBook}.
 *
 * <p>All methods may be called from any thread.
 */
public final class HealthMonitor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);

    /** How long {@link #close} waits for what is under way, and for a listener. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final HealthBook book;
    private final ProbeFactory factory;
    private final HealthListener listener;
    private final MonotonicClock clock;
    private final InstantSource wall;
    private final Consumer<Throwable> faults;
    private final Thread thread = Thread.ofPlatform().name("health").daemon().unstarted(this::run);

    /** Guards all that follows, and the book. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition news = lock.newCondition();
    private final Map<HealthCheck, Probe> probes = new HashMap<>();
    private final Map<CheckRun, Thread> underWay = new HashMap<>();
    private boolean closed;

    /**
     * @param execAllowed whether programs may be run; if not, an exec check fails from the start
     * @param factory makes what is run
     * @param listener told of changes by the monitor's own thread, which runs no checks meanwhile
     * @param clock what everything is timed by
     * @param wall for people to read
     * @param random spreads checks that begin together
     * @param faults told of anything that the listener or the monitor itself throws; nothing is checked any more then
     */
    public HealthMonitor(
            boolean execAllowed,
            ProbeFactory factory,
            HealthListener listener,
            HealthMetrics metrics,
            MonotonicClock clock,
            InstantSource wall,
            RandomGenerator random,
            Consumer<Throwable> faults) {
        this.book = new HealthBook(execAllowed, metrics, random);
        this.factory = factory;
        this.listener = listener;
        this.clock = clock;
        this.wall = wall;
        this.faults = faults;
    }

    public void start() {
        thread.start();
    }

    /**
     * These VIPs are to be checked from now on, and no others. Checks that are equal to what was there go on; the
     * listener is told what this changes.
     *
     * @param vips the checks of each VIP, by its name; a VIP without any passes
     */
    public void update(Map<String, List<HealthCheck>> vips) {
        lock.lock();
        try {
            book.update(vips, now());
            probes.keySet().removeIf(check -> !book.watches(check));
            for (CheckRun run : book.takeAbandoned()) {
                interrupt(underWay.get(run));
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** All that is known now, by VIP. */
    public SortedMap<String, VipReport> snapshot() {
        lock.lock();
        try {
            return book.report();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends all checks. Programs that are running are killed. Waits for what is under way and for the listener, two
     * seconds at most.
     */
    @Override
    public void close() {
        List<Thread> running;
        lock.lock();
        try {
            closed = true;
            running = List.copyOf(underWay.values());
            running.forEach(Thread::interrupt);
            news.signal();
        } finally {
            lock.unlock();
        }
        long end = System.nanoTime() + CLOSE_WITHIN.toNanos();
        awaitEnd(List.of(thread), end);
        awaitEnd(running, end);
    }

    private static void awaitEnd(Collection<Thread> threads, long endNanos) {
        try {
            for (Thread thread : threads) {
                if (thread != Thread.currentThread() && thread.getState() != Thread.State.NEW) {
                    // A wait of no time at all would still see whether it has ended.
                    thread.join(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean more = true;
            while (more) {
                more = turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            faults.accept(e);
        }
    }

    /**
     * Begins what is due and tells what has changed, or waits if there is neither.
     *
     * @return whether there will be more
     */
    private boolean turn() throws InterruptedException {
        List<VipChange> vips;
        List<CheckChange> checks;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            List<CheckRun> runs = book.start(now());
            runs.forEach(this::launch);
            checks = book.takeCheckChanges();
            vips = book.takeVipChanges();
            if (runs.isEmpty() && checks.isEmpty() && vips.isEmpty()) {
                awaitNews();
            }
        } finally {
            lock.unlock();
        }
        checks.forEach(HealthMonitor::report);
        vips.forEach(listener::changed);
        return true;
    }

    private void awaitNews() throws InterruptedException {
        OptionalLong next = book.nextNanos();
        if (next.isEmpty()) {
            news.await();
        } else {
            var unused = news.awaitNanos(next.getAsLong() - clock.nanos());
        }
    }

    private void launch(CheckRun run) {
        Probe probe = probes.computeIfAbsent(run.check(), factory::probe);
        Thread runner = Thread.ofVirtual().name("health-" + run.number()).unstarted(() -> check(run, probe));
        underWay.put(run, runner);
        runner.start();
    }

    private void check(CheckRun run, Probe probe) {
        long begun = clock.nanos();
        ProbeResult result = ProbeResult.failed("the check itself failed", Duration.ZERO);
        try {
            result = probe.run();
        } catch (InterruptedException e) {
            // Only of what nobody wants to know any more, or at the end of everything.
            result = ProbeResult.failed("ended before it had an answer", Duration.ofNanos(clock.nanos() - begun));
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("check", run.check().name()).setCause(e).log("a health check itself failed");
            result = ProbeResult.failed("the check itself failed: " + e, Duration.ofNanos(clock.nanos() - begun));
        } finally {
            finished(run, result);
        }
    }

    private void finished(CheckRun run, ProbeResult result) {
        lock.lock();
        try {
            underWay.remove(run);
            book.finished(run, result, now());
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private Moment now() {
        return new Moment(clock.nanos(), wall.instant());
    }

    private static void interrupt(@Nullable Thread runner) {
        if (runner != null) {
            runner.interrupt();
        }
    }

    private static void report(CheckChange change) {
        log.atInfo()
                .addKeyValue("check", change.check().name())
                .addKeyValue("from", lower(change.before()))
                .addKeyValue("to", lower(change.after()))
                .addKeyValue("reason", change.reason())
                .log("a health check has another verdict");
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
