package dev.quorumvip.agent.elect;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.elect.config.ElectConfig;
import dev.quorumvip.agent.elect.consul.ConsulClient;
import dev.quorumvip.agent.elect.consul.ConsulClient.Attempt;
import dev.quorumvip.agent.elect.consul.ConsulException;
import dev.quorumvip.agent.elect.consul.KeyState;
import dev.quorumvip.agent.elect.consul.Sent;
import dev.quorumvip.agent.elect.election.ElectionAction;
import dev.quorumvip.agent.elect.election.ElectionEvent;
import dev.quorumvip.agent.elect.election.ElectionMachine;
import dev.quorumvip.agent.elect.election.ElectionRules;
import dev.quorumvip.agent.metrics.ElectMetrics;
import dev.quorumvip.agent.rest.Probes;
import dev.quorumvip.api.Readiness;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs an election: one thread owns the machine and the VIP, and every question to Consul has a virtual thread of its own,
 * which brings the answer back to it.
 */
final class Elector implements Probes, AutoCloseable {
    /** Beyond this the loop is stuck. */
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(5);

    /** So that an agent that is gone is noticed, where its connection does not say so. */
    private static final Duration LONGEST_WATCH = Duration.ofSeconds(10);

    /** A leader that waits longer for an answer about its key has none. */
    private static final Duration LONGEST_PROOF = Duration.ofSeconds(2);

    private static final Duration PULSE = Duration.ofSeconds(1);

    private final ElectConfig config;
    private final ConsulClient consul;
    private final SessionOpener opener;
    private final HandOver handOver;
    private final MonotonicClock clock;
    private final ElectMetrics metrics;
    private final ElectionLog log;
    private final ElectionMachine machine;
    private final Leadership leadership;
    private final Duration patience;
    private final BiConsumer<String, Throwable> faults;
    private final ScheduledThreadPoolExecutor loop;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable URI> agent = new AtomicReference<>();
    private @Nullable ScheduledFuture<?> wake;
    private @Nullable Thread watching;
    private volatile long pulse;
    private volatile long renewedAt = Long.MIN_VALUE;
    private volatile boolean takesPart;

    /** What leading means here. From the loop's thread only. */
    interface Leadership {
        /** This node leads, by a proof that was asked for then. */
        void lead(long provenAt);

        /** There is a later proof. */
        void extend(long provenAt);

        /** It leads no more; when this returns, nothing is held. */
        void resign(String why);

        /** How long until the next call, in nanoseconds; 0 for never. */
        long tick();
    }

    /** @param faults told of what ends the process */
    Elector(
            ElectConfig config,
            ElectionRules rules,
            ConsulClient consul,
            SessionOpener opener,
            MonotonicClock clock,
            RandomGenerator random,
            Leadership leadership,
            ElectMetrics metrics,
            BiConsumer<String, Throwable> faults) {
        this.config = config;
        this.consul = consul;
        this.opener = opener;
        this.handOver = new HandOver(consul);
        this.clock = clock;
        this.metrics = metrics;
        this.leadership = leadership;
        this.log = new ElectionLog(config);
        this.machine = new ElectionMachine(rules, random);
        Duration half = rules.claim().dividedBy(2);
        this.patience = half.compareTo(LONGEST_PROOF) < 0 ? half : LONGEST_PROOF;
        this.faults = faults;
        this.loop = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "elect"));
        this.loop.setRemoveOnCancelPolicy(true);
        // What is not run after the end was for a state that is over.
        this.loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.pulse = clock.nanos();
    }

    void start() {
        tell(new ElectionEvent.Tick());
        every(PULSE, () -> pulse = clock.nanos());
        if (!opener.heartbeat().isZero()) {
            // By the loop's clock: a process whose loop stands still is not alive.
            every(opener.heartbeat(), () -> ask(opener::alive));
        }
        run(this::tickLeadership);
    }

    /** From any thread: hands back what this node has. Completes with whether it was told to stop, or else gave up. */
    void stop() {
        log.stopping();
        tell(new ElectionEvent.Stop());
    }

    /** Completes when nothing is left to do: true after {@link #stop}, false if the key cannot be locked. */
    CompletableFuture<Boolean> ended() {
        return ended;
    }

    /** From any thread. */
    void tell(ElectionEvent event) {
        run(() -> step(event));
    }

    /** From any thread: work for the loop. */
    void run(Runnable work) {
        if (!loop.isShutdown()) {
            loop.execute(guarded(work));
        }
    }

    private void every(Duration interval, Runnable work) {
        var unused = loop.scheduleWithFixedDelay(guarded(work), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                faults.accept("the elector's loop failed", e);
            }
        };
    }

    private void step(ElectionEvent event) {
        List<ElectionAction> actions = machine.step(event, clock.nanos());
        actions.forEach(this::act);
        takesPart = machine.takesPart();
        metrics.takesPart(takesPart);
    }

    private void act(ElectionAction action) {
        switch (action) {
            case ElectionAction.Open open -> ask(this::open);
            case ElectionAction.Renew(String session) -> ask(() -> renew(session));
            case ElectionAction.Watch(String session, long index) -> watch(session, index);
            case ElectionAction.Acquire(String session) -> ask(() -> acquire(session));
            case ElectionAction.Prove(String session) -> ask(() -> prove(session));
            case ElectionAction.Lead(String session, long provenAt, long deadline) -> {
                leadership.lead(provenAt);
                metrics.leads(true);
                log.acquired(session);
            }
            case ElectionAction.Extend(long provenAt, long deadline) -> leadership.extend(provenAt);
            case ElectionAction.Resign(String why) -> {
                leadership.resign(why);
                metrics.leads(false);
                log.lost(why);
            }
            case ElectionAction.GiveBack(String session) -> ask(() -> giveBack(session));
            case ElectionAction.HandBack(String session) ->
                ask(() -> {
                    try {
                        handOver.handBack(session, opener);
                    } finally {
                        ended.complete(true);
                    }
                });
            case ElectionAction.End end -> ended.complete(true);
            case ElectionAction.TellNotOpened(ConsulException why, long retryNanos) -> {
                metrics.trouble(nameOf(why));
                log.notOpened(why, Duration.ofNanos(retryNanos));
            }
            case ElectionAction.TellTrouble(String what, ConsulException why) -> {
                metrics.trouble(nameOf(why));
                log.trouble(what, why);
            }
            case ElectionAction.TellConflict(long flags) -> log.conflict(flags);
            case ElectionAction.TellHolder(String holder) -> log.holder(holder);
            case ElectionAction.WakeAt(long nanos) -> wakeAt(nanos);
        }
    }

    private static String nameOf(ConsulException why) {
        return why.trouble().name().toLowerCase(Locale.ROOT);
    }

    private void wakeAt(long nanos) {
        if (wake != null) {
            wake.cancel(false);
        }
        long delay = Math.max(0, nanos - clock.nanos());
        wake = loop.schedule(guarded(() -> step(new ElectionEvent.Tick())), delay, TimeUnit.NANOSECONDS);
    }

    private void tickLeadership() {
        long next = leadership.tick();
        if (next > 0) {
            Future<?> unused = loop.schedule(guarded(this::tickLeadership), next, TimeUnit.NANOSECONDS);
        }
    }

    /** A question to Consul, and what is done with its answer. */
    private interface Question {
        void ask() throws InterruptedException;
    }

    private Thread ask(Question question) {
        return Thread.ofVirtual().name("elect-ask").start(() -> {
            try {
                question.ask();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                faults.accept("a question to Consul failed", e);
            }
        });
    }

    private void open() throws InterruptedException {
        try {
            Sent<String> session = opener.open();
            log.opened(session.value(), session.endpoint());
            renewedAt = session.sentAt();
            answeredBy(session.endpoint());
            tell(new ElectionEvent.Opened(session.value(), session.sentAt()));
        } catch (ConsulException e) {
            tell(new ElectionEvent.NotOpened(e));
        } catch (LockConflictException e) {
            log.refused(e);
            ended.complete(false);
        }
    }

    private void renew(String session) throws InterruptedException {
        try {
            Sent<Boolean> lives = consul.renewSession(session);
            answeredBy(lives.endpoint());
            if (lives.value()) {
                renewedAt = lives.sentAt();
                tell(new ElectionEvent.Renewed(session, lives.sentAt()));
            } else {
                tell(new ElectionEvent.SessionGone(session));
            }
        } catch (ConsulException e) {
            tell(new ElectionEvent.NotRenewed(session, e));
        }
    }

    private void acquire(String session) throws InterruptedException {
        try {
            Sent<Attempt> attempt = consul.acquire(session, config.hostname());
            answeredBy(attempt.endpoint());
            tell(
                    switch (attempt.value()) {
                        case TAKEN -> new ElectionEvent.Answered(session, attempt.sentAt(), true);
                        case NOT_NOW -> new ElectionEvent.Answered(session, attempt.sentAt(), false);
                        case SESSION_GONE -> new ElectionEvent.SessionGone(session);
                    });
        } catch (ConsulException e) {
            tell(new ElectionEvent.NotAnswered(session, e));
        }
    }

    private void prove(String session) throws InterruptedException {
        try {
            Sent<KeyState> key = consul.read(patience);
            answeredBy(key.endpoint());
            tell(new ElectionEvent.Proven(session, key.sentAt(), key.value()));
        } catch (ConsulException e) {
            tell(new ElectionEvent.NotProven(session, e));
        }
    }

    /** From the loop's thread: the former watch ends, and says nothing any more. */
    private void watch(String session, long index) {
        if (watching != null) {
            watching.interrupt();
        }
        AtomicReference<@Nullable Thread> self = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().name("elect-watch").unstarted(() -> {
            ElectionEvent heard;
            try {
                Sent<KeyState> key = consul.watch(index, LONGEST_WATCH);
                answeredBy(key.endpoint());
                heard = new ElectionEvent.Seen(session, key.sentAt(), key.value());
            } catch (ConsulException e) {
                heard = new ElectionEvent.NotSeen(session, e);
            } catch (InterruptedException e) {
                return;
            }
            ElectionEvent event = heard;
            run(() -> {
                if (watching == self.get()) {
                    step(event);
                }
            });
        });
        self.set(thread);
        watching = thread;
        thread.start();
    }

    private void giveBack(String session) throws InterruptedException {
        try {
            handOver.giveBack(session);
        } catch (ConsulException e) {
            tell(new ElectionEvent.NotAnswered(session, e));
        }
    }

    /** Who waits for a change at an agent that is gone would wait too long. */
    private void answeredBy(URI endpoint) {
        URI before = agent.getAndSet(endpoint);
        if (before != null && !before.equals(endpoint)) {
            tell(new ElectionEvent.AgentChanged());
        }
    }

    /** Seconds since the newest successful renewal was asked for. */
    double sinceRenewal() {
        long at = renewedAt;
        return at == Long.MIN_VALUE ? Double.NaN : (clock.nanos() - at) / 1e9;
    }

    @Override
    public boolean live() {
        return clock.nanos() - pulse < ALIVE_WITHIN.toNanos();
    }

    @Override
    public Readiness ready() {
        return takesPart
                ? Readiness.yes()
                : Readiness.no(List.of("there is no session in Consul that is known to live"));
    }

    /** Ends the loop; what is held is let go first. */
    @Override
    public void close() {
        try {
            loop.submit(() -> leadership.resign("the elector ends")).get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            faults.accept("what is held could not be let go", e);
        } finally {
            loop.shutdownNow();
        }
    }
}
