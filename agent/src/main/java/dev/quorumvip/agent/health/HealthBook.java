package dev.quorumvip.agent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * All checks of a node: which is due, which is under way, what each has come to, and what that means for each VIP. It
 * runs nothing itself. Whoever does calls {@link #start} when {@link #nextNanos} has come and after every other call,
 * begins the runs that it names, and hands in each one's result by {@link #finished}.
 *
 * <ul>
 *   <li>Equal checks of several VIPs are one check, run once.
 *   <li>A check is never under way twice. One that has not ended when its next run is due has failed once more.
 *   <li>A run that has no result at its timeout has failed then, whatever it brings later.
 *   <li>No more runs are under way than there are places; a run's time counts from when it has one.
 *   <li>New checks begin spread over up to their interval, and keep their place in it.
 * </ul>
 *
 * <p>Not for several threads at once.
 */
public final class HealthBook {
    /** Said of an exec check on a node that does not allow them. */
    public static final String EXEC_REFUSED =
            "exec checks are not allowed on this node: start its agent with --allow-exec-checks";

    /** A probe that ends at its timeout has this long to say so itself, with a reason of its own. */
    static final Duration GRACE = Duration.ofMillis(20);

    /** For each check that begins with others: a thousand are spread over a second, and one alone does not wait. */
    static final Duration SPREAD_PER_CHECK = Duration.ofMillis(1);

    /** A connection that waits costs some kilobytes. */
    private static final int NETWORK_PLACES = 256;

    /** A program costs processor time, which the node has other uses for. */
    private static final int EXEC_PLACES = 8;

    private record Alarm(long atNanos, Watch watch, Consumer<Moment> rings) {}

    private final boolean execAllowed;
    private final HealthMetrics metrics;
    private final RandomGenerator random;
    private final Places network;
    private final Places exec;

    private final Map<HealthCheck, Watch> watches = new LinkedHashMap<>();
    private final Map<HealthCheck, Flight> flights = new HashMap<>();
    private final SortedMap<String, WatchedVip> vips = new TreeMap<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));

    private final Map<String, VipChange> vipChanges = new LinkedHashMap<>();
    private final List<CheckChange> checkChanges = new ArrayList<>();
    private final List<CheckRun> abandoned = new ArrayList<>();
    private long runs;

    /**
     * @param execAllowed whether programs may be run; if not, an exec check fails from the start
     * @param random spreads the first runs
     */
    public HealthBook(boolean execAllowed, HealthMetrics metrics, RandomGenerator random) {
        this(execAllowed, metrics, random, NETWORK_PLACES, EXEC_PLACES);
    }

    HealthBook(boolean execAllowed, HealthMetrics metrics, RandomGenerator random, int networkPlaces, int execPlaces) {
        this.execAllowed = execAllowed;
        this.metrics = metrics;
        this.random = random;
        this.network = new Places(networkPlaces);
        this.exec = new Places(execPlaces);
    }

    /**
     * These VIPs are of interest from now on, and no others. What is equal to what was there goes on as if nothing had
     * been said.
     *
     * @param wanted the checks of each VIP, by its name; no checks mean that it can be served
     */
    public void update(Map<String, List<HealthCheck>> wanted, Moment now) {
        Set<HealthCheck> needed = new LinkedHashSet<>();
        wanted.values().forEach(needed::addAll);
        dropAllBut(needed);
        needed.removeAll(watches.keySet());
        needed.forEach(check -> begin(check, needed.size(), now));
        assignVips(wanted, now);
    }

    /** When {@link #start} has to be called at the latest; empty while nothing is to come. */
    public OptionalLong nextNanos() {
        return alarms.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(alarms.element().atNanos());
    }

    /** Counts what is late, and gives back the runs that begin now. */
    public List<CheckRun> start(Moment now) {
        while (!alarms.isEmpty() && alarms.element().atNanos() - now.nanos() <= 0) {
            alarms.remove().rings().accept(now);
        }
        List<CheckRun> begun = new ArrayList<>();
        for (Places places : List.of(network, exec)) {
            for (Optional<Watch> next = places.admit(); next.isPresent(); next = places.admit()) {
                begun.add(launch(next.get(), places, now));
            }
        }
        return begun;
    }

    /** A run has ended. Its result counts if it was in time and is still of interest. */
    public void finished(CheckRun run, ProbeResult result, Moment now) {
        Flight flight = flights.get(run.check());
        if (flight == null || !flight.run.equals(run)) {
            throw new IllegalArgumentException("not under way: " + run);
        }
        flights.remove(run.check());
        flight.leavePlace();
        if (!flight.abandoned && !flight.late) {
            count(flight.watch, inTime(run.check(), result), now);
        } else if (!flight.abandoned && !result.passed()) {
            flight.watch.explain(result);
        }
        // Of one that was dropped and came back this is another watch than the run began for.
        Watch watch = watches.get(run.check());
        if (watch != null && watch.owed) {
            watch.owed = false;
            await(watch);
        }
    }

    /** What changed for VIPs since this was last asked, one change for each at most. */
    public List<VipChange> takeVipChanges() {
        return taken(vipChanges.values());
    }

    /** Which checks changed their state since this was last asked. */
    public List<CheckChange> takeCheckChanges() {
        return taken(checkChanges);
    }

    /** Runs that became of no interest while they were under way, since this was last asked. */
    public List<CheckRun> takeAbandoned() {
        return taken(abandoned);
    }

    /** Whether any VIP has this check. */
    public boolean watches(HealthCheck check) {
        return watches.containsKey(check);
    }

    /** All that is known, by VIP. */
    public SortedMap<String, VipReport> report() {
        Map<Watch, CheckReport> checks = new HashMap<>();
        SortedMap<String, VipReport> report = new TreeMap<>();
        vips.forEach((name, vip) -> report.put(
                name,
                new VipReport(
                        vip.health,
                        vip.since.wall(),
                        vip.reason(),
                        vip.checks.stream()
                                .map(watch -> checks.computeIfAbsent(watch, Watch::report))
                                .toList())));
        return report;
    }

    private static <T> List<T> taken(Collection<T> from) {
        List<T> taken = List.copyOf(from);
        from.clear();
        return taken;
    }

    private void dropAllBut(Set<HealthCheck> needed) {
        watches.values().removeIf(watch -> {
            watch.gone = !needed.contains(watch.check);
            return watch.gone;
        });
        alarms.removeIf(alarm -> alarm.watch().gone);
        flights.values().forEach(flight -> {
            if (flight.watch.gone && !flight.abandoned) {
                flight.abandoned = true;
                flight.leavePlace();
                abandoned.add(flight.run);
            }
        });
    }

    private void begin(HealthCheck check, int beginning, Moment now) {
        boolean refused = check.kind() == CheckKind.EXEC && !execAllowed;
        Watch watch = new Watch(check, refused ? Optional.of(EXEC_REFUSED) : Optional.empty(), now);
        watches.put(check, watch);
        if (watch.runs()) {
            long spread = Math.min(
                    check.timing().interval().toNanos(),
                    SPREAD_PER_CHECK.multipliedBy(beginning).toNanos());
            schedule(watch, now.nanos() + check.timing().startDelay().toNanos() + random.nextLong(spread));
        }
    }

    private void assignVips(Map<String, List<HealthCheck>> wanted, Moment now) {
        vips.keySet().retainAll(wanted.keySet());
        vipChanges.keySet().retainAll(wanted.keySet());
        watches.values().forEach(watch -> watch.vips.clear());
        wanted.forEach((name, checks) -> {
            WatchedVip vip = vips.computeIfAbsent(name, n -> new WatchedVip(n, now));
            vip.checks = checks.stream().distinct().map(this::watch).toList();
            vip.checks.forEach(watch -> watch.vips.add(vip));
            judge(vip, now);
        });
    }

    private Watch watch(HealthCheck check) {
        Watch watch = watches.get(check);
        if (watch == null) {
            throw new IllegalStateException("no watch for " + check);
        }
        return watch;
    }

    private void schedule(Watch watch, long dueNanos) {
        watch.dueNanos = dueNanos;
        long turn = ++watch.turn;
        alarms.add(new Alarm(dueNanos, watch, now -> {
            if (watch.turn == turn) {
                due(watch, now);
            }
        }));
    }

    private void due(Watch watch, Moment now) {
        long interval = watch.check.timing().interval().toNanos();
        // Whole intervals from when it was due, however late this is: checks that were spread stay spread.
        long missed = (now.nanos() - watch.dueNanos) / interval;
        schedule(watch, watch.dueNanos + (missed + 1) * interval);
        Flight flight = flights.get(watch.check);
        if (flight == null) {
            await(watch);
        } else if (flight.late) {
            count(
                    watch,
                    new ProbeResult(
                            ProbeOutcome.TIMED_OUT,
                            "the run before has not ended",
                            watch.check.timing().timeout()),
                    now);
        } else {
            watch.owed = true;
        }
    }

    private void await(Watch watch) {
        if (!watch.waiting) {
            (watch.check.kind() == CheckKind.EXEC ? exec : network).await(watch);
        }
    }

    private CheckRun launch(Watch watch, Places places, Moment now) {
        CheckRun run = new CheckRun(++runs, watch.check);
        Flight flight = new Flight(run, watch, places);
        flights.put(watch.check, flight);
        long deadline = now.nanos() + watch.check.timing().timeout().plus(GRACE).toNanos();
        alarms.add(new Alarm(deadline, watch, at -> overstayed(flight, at)));
        return run;
    }

    private void overstayed(Flight flight, Moment now) {
        boolean underWay = flights.get(flight.run.check()) == flight;
        if (underWay && !flight.late) {
            flight.late = true;
            flight.leavePlace();
            Duration timeout = flight.run.check().timing().timeout();
            count(flight.watch, ProbeResult.timedOut(timeout, timeout.plus(GRACE)), now);
        }
    }

    private static ProbeResult inTime(HealthCheck check, ProbeResult result) {
        Duration timeout = check.timing().timeout();
        boolean late = result.passed() && result.took().compareTo(timeout) > 0;
        return late ? ProbeResult.timedOut(timeout, result.took()) : result;
    }

    private void count(Watch watch, ProbeResult result, Moment now) {
        metrics.ran(watch.check.kind(), result.outcome(), result.took());
        CheckState before = watch.state();
        if (watch.take(result, now)) {
            checkChanges.add(new CheckChange(watch.check, before, watch.state(), watch.verdict()));
            watch.vips.forEach(vip -> judge(vip, now));
        } else if (watch.confirming()) {
            long soon = now.nanos() + CheckMachine.CONFIRM_AFTER.toNanos();
            if (soon - watch.dueNanos < 0) {
                schedule(watch, soon);
            }
        }
    }

    private void judge(WatchedVip vip, Moment now) {
        VipHealth before = vip.health;
        VipHealth after = VipHealth.of(vip.checks.stream().map(Watch::state).toList());
        if (after == before) {
            return;
        }
        vip.health = after;
        vip.since = now;
        VipChange untold = vipChanges.remove(vip.name);
        VipHealth told = untold == null ? before : untold.before();
        if (told != after) {
            vipChanges.put(vip.name, new VipChange(vip.name, told, after, vip.reason()));
        }
    }
}
