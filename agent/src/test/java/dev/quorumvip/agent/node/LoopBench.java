package dev.quorumvip.agent.node;

import dev.quorumvip.agent.clock.SettableClock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A real loop under a clock that only the test moves: after each call here, the loop has done all that was due. */
final class LoopBench implements AutoCloseable {
    /** Finer than any interval that the desks use. */
    private static final Duration STEP = Duration.ofMillis(5);

    final SettableClock clock = new SettableClock();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    final AgentLoop loop = new AgentLoop("bench", clock, faults::add);

    LoopBench() {
        loop.start();
    }

    /** Runs this on the loop, and what follows from it at once. */
    void run(Runnable work) {
        ask(() -> {
            work.run();
            return true;
        });
    }

    /** Asks this on the loop, after which what follows from it has been done. */
    <T> T ask(Supplier<T> question) {
        T answer = answer(question);
        // One turn for what was delivered meanwhile, one for the timers that are due because of it.
        answer(() -> true);
        answer(() -> true);
        return answer;
    }

    /** Lets time pass in small steps, so that each timer fires when it should. */
    void advance(Duration by) {
        ask(() -> true);
        Duration left = by;
        while (left.isPositive()) {
            Duration step = left.compareTo(STEP) < 0 ? left : STEP;
            clock.advance(step);
            left = left.minus(step);
            ask(() -> true);
        }
    }

    @Override
    public void close() {
        loop.close();
        if (!faults.isEmpty()) {
            throw new AssertionError("the loop failed", faults.peek());
        }
    }

    private <T> T answer(Supplier<T> question) {
        try {
            return loop.ask(question).get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the loop did not answer", faults.isEmpty() ? e : faults.peek());
        }
    }
}
