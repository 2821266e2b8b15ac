package dev.quorumvip.agent.node;

import dev.quorumvip.agent.clock.MonotonicClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns the agent's state. Everybody else hands it work.
 *
 * <p>Its queue is bounded. {@link #offer} drops work when it is full, for what the network will send again; {@link
 * #ask} fails at once, for what a person waits for; a {@link Signal} and a {@link #deliver}ed outcome are never lost,
 * for what must be looked at in the end.
 */
public final class AgentLoop implements AutoCloseable {
    /** Some seconds of the datagrams of a large cluster. */
    private static final int QUEUE_CAPACITY = 8_192;

    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::order));
    private final Queue<Runnable> completions = new ConcurrentLinkedQueue<>();
    private final List<Signal> signals = new CopyOnWriteArrayList<>();
    private final MonotonicClock clock;
    private final Consumer<Throwable> faults;
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private final long origin;
    private volatile boolean closed;

    /** @param faults told of anything that work throws; the loop's state is then not to be trusted */
    public AgentLoop(String name, MonotonicClock clock, Consumer<Throwable> faults) {
        this(name, clock, faults, Thread::new);
    }

    /** @param threads makes the loop's thread */
    AgentLoop(String name, MonotonicClock clock, Consumer<Throwable> faults, ThreadFactory threads) {
        this.clock = clock;
        this.faults = faults;
        this.origin = clock.nanos();
        this.thread = threads.newThread(this::run);
        thread.setName(name);
    }

    public void start() {
        thread.start();
    }

    /** Whether it was started and has not ended. */
    public boolean running() {
        return thread.isAlive();
    }

    public long now() {
        return clock.nanos();
    }

    /** Work that may be dropped; false if it was. */
    public boolean offer(Runnable work) {
        boolean taken = !closed && queue.offer(work);
        if (!taken) {
            dropped.incrementAndGet();
        }
        return taken;
    }

    /** The outcome of something that the loop itself began: never dropped, and bounded by what it has under way. */
    public void deliver(Runnable outcome) {
        completions.add(outcome);
        // Only to wake the loop: if the queue is full, it is awake.
        queue.offer(() -> {});
    }

    /**
     * A question to the state; completes exceptionally at once if the queue is full or the loop has ended, and with
     * what the question throws.
     */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!offer(() -> answerWith(answer, question))) {
            answer.completeExceptionally(new RejectedExecutionException("the agent is too busy, or stopping"));
        }
        return answer;
    }

    /** A question that cannot be answered is the asker's trouble, not the loop's. */
    private static <T> void answerWith(CompletableFuture<T> answer, Supplier<T> question) {
        try {
            answer.complete(question.get());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Something that must be looked at again when it is raised, however full the queue is. */
    public Signal signal(Runnable work) {
        Signal signal = new Signal(work);
        signals.add(signal);
        return signal;
    }

    /** From the loop's own thread only: runs {@code work} once, {@code delay} from now. */
    public void after(Duration delay, Runnable work) {
        timers.add(new Timer(clock.nanos() + delay.toNanos() - origin, work));
    }

    /**
     * From the loop's own thread only: runs {@code work} now and then every {@code interval}, counted from when it last
     * ran.
     */
    public void every(Duration interval, Runnable work) {
        work.run();
        after(interval, () -> every(interval, work));
    }

    public int depth() {
        return queue.size();
    }

    /** How much work was dropped because the queue was full. */
    public long dropped() {
        return dropped.get();
    }

    /** Ends the loop; waits until what is under way is done, two seconds at most. */
    @Override
    public void close() {
        closed = true;
        if (Thread.currentThread() == thread || !running()) {
            return;
        }
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            faults.accept(e);
        }
    }

    private void step() throws InterruptedException {
        turn(queue.poll(untilNextTimer(), TimeUnit.NANOSECONDS));
    }

    /**
     * Does all that is due now, and {@code work}; for a thread that is not this loop's own only while that has not
     * started.
     */
    void turn(@Nullable Runnable work) {
        // Timers first: the deadline of a lease does not wait behind a full queue.
        runDueTimers();
        signals.forEach(Signal::runIfRaised);
        for (Runnable outcome = completions.poll(); outcome != null; outcome = completions.poll()) {
            outcome.run();
        }
        if (work != null) {
            work.run();
        }
    }

    private void runDueTimers() {
        long now = clock.nanos() - origin;
        for (@Nullable Timer due = timers.peek(); due != null && due.order <= now; due = timers.peek()) {
            timers.remove(due);
            due.work.run();
        }
    }

    private long untilNextTimer() {
        @Nullable Timer next = timers.peek();
        long longest = TimeUnit.MILLISECONDS.toNanos(250);
        return next == null ? longest : Math.clamp(next.order - (clock.nanos() - origin), 0, longest);
    }

    private record Timer(long order, Runnable work) {}

    /** See {@link AgentLoop#signal}. */
    public final class Signal {
        private final Runnable work;
        private final AtomicBoolean raised = new AtomicBoolean();

        private Signal(Runnable work) {
            this.work = work;
        }

        /** From any thread: the work will run after this, once for any number of raises before it ran. Never waits. */
        public void raise() {
            if (raised.compareAndSet(false, true)) {
                // Only to wake the loop: if the queue is full, it is awake.
                queue.offer(() -> {});
            }
        }

        private void runIfRaised() {
            if (raised.getAndSet(false)) {
                work.run();
            }
        }
    }
}
