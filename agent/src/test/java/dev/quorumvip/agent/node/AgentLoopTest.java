package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.clock.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentLoopTest {
    private final SettableClock clock = new SettableClock();
    private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
    private final AgentLoop loop = new AgentLoop("test", clock, faults::add);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        loop.close();
    }

    @Test
    void doesWorkInTheOrderItWasOffered() throws Exception {
        loop.start();
        Queue<Integer> done = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            assertThat(loop.offer(() -> done.add(number))).isTrue();
        }
        turn();
        assertThat(List.copyOf(done)).hasSize(100).isSorted();
        assertThat(loop.dropped()).isZero();
    }

    @Test
    void dropsOfferedWorkWhenItsQueueIsFull() throws Exception {
        AtomicInteger done = new AtomicInteger();
        int taken = fill(done::incrementAndGet);
        assertThat(loop.offer(done::incrementAndGet)).isFalse();
        assertThat(loop.dropped()).isEqualTo(2);
        gate.countDown();
        turnWhenThereIsRoom();
        assertThat(done).hasValue(taken);
    }

    @Test
    void failsAQuestionAtOnceWhenItsQueueIsFull() throws Exception {
        fill(() -> {});
        CompletableFuture<Integer> answer = loop.ask(() -> 1);
        assertThat(answer).isCompletedExceptionally();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(answer::get)
                .withCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void failsAQuestionAtOnceAfterItsEnd() {
        loop.start();
        loop.close();
        assertThat(loop.ask(() -> 1)).isCompletedExceptionally();
    }

    @Test
    void answersAQuestionOnItsOwnThread() throws Exception {
        loop.start();
        assertThat(loop.ask(() -> Thread.currentThread().getName()).get()).isEqualTo("test");
    }

    @Test
    void losesNoSignalHoweverFullItsQueueIs() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        AgentLoop.Signal signal = loop.signal(seen::countDown);
        fill(() -> {});
        signal.raise();
        gate.countDown();
        assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runsASignalOnceForManyRaises() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        AgentLoop.Signal signal = loop.signal(runs::incrementAndGet);
        hold();
        for (int i = 0; i < 1_000; i++) {
            signal.raise();
        }
        gate.countDown();
        turn();
        turn();
        assertThat(runs).hasValue(1);
        signal.raise();
        turn();
        turn();
        assertThat(runs).as("a raise after it ran counts").hasValue(2);
    }

    @Test
    void runsASignalAgainThatIsRaisedWhileItRuns() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        AgentLoop.Signal[] self = new AgentLoop.Signal[1];
        self[0] = loop.signal(() -> {
            if (runs.incrementAndGet() < 3) {
                self[0].raise();
            }
        });
        loop.start();
        self[0].raise();
        for (int i = 0; i < 5; i++) {
            turn();
        }
        assertThat(runs).hasValue(3);
    }

    @Test
    void neverDropsWhatIsDeliveredHoweverFullItsQueueIs() throws Exception {
        fill(() -> {});
        CountDownLatch delivered = new CountDownLatch(20_000);
        for (int i = 0; i < 20_000; i++) {
            loop.deliver(delivered::countDown);
        }
        gate.countDown();
        assertThat(delivered.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void deliversInOrder() throws Exception {
        Queue<Integer> done = new ConcurrentLinkedQueue<>();
        hold();
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop.deliver(() -> done.add(number));
        }
        gate.countDown();
        turn();
        assertThat(List.copyOf(done)).hasSize(100).isSorted();
    }

    @Test
    void runsTimersWhenTheyAreDueAndInThatOrder() throws Exception {
        loop.start();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        turn(() -> {
            loop.after(Duration.ofMillis(30), () -> done.add("third"));
            loop.after(Duration.ofMillis(10), () -> done.add("first"));
            loop.after(Duration.ofMillis(20), () -> done.add("second"));
        });
        clock.advance(Duration.ofMillis(10).minusNanos(1));
        turn();
        assertThat(done).isEmpty();
        clock.advance(Duration.ofNanos(1));
        turn();
        assertThat(done).containsExactly("first");
        clock.advance(Duration.ofHours(1));
        turn();
        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void runsADueTimerBeforeWorkThatWaits() throws Exception {
        loop.start();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        turn(() -> loop.after(Duration.ofMillis(10), () -> done.add("timer")));
        CountDownLatch held = new CountDownLatch(1);
        loop.offer(() -> {
            held.countDown();
            awaitGate();
        });
        held.await();
        loop.offer(() -> done.add("work"));
        clock.advance(Duration.ofMillis(10));
        gate.countDown();
        turn();
        assertThat(done).containsExactly("timer", "work");
    }

    @Test
    void repeatsEveryIntervalCountedFromWhenItLastRan() throws Exception {
        loop.start();
        List<Duration> times = new ArrayList<>();
        long start = clock.nanos();
        turn(() -> loop.every(Duration.ofMillis(100), () -> times.add(Duration.ofNanos(clock.nanos() - start))));
        clock.advance(Duration.ofMillis(100));
        turn();
        clock.advance(Duration.ofSeconds(1));
        turn();
        clock.advance(Duration.ofMillis(99));
        turn();
        clock.advance(Duration.ofMillis(1));
        turn();
        assertThat(times)
                .as("after a pause it runs once, not once for each time it missed")
                .containsExactly(
                        Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(1_100), Duration.ofMillis(1_200));
    }

    @Test
    void tellsOfWorkThatThrowsAndDoesNoMore() throws Exception {
        loop.start();
        AtomicInteger after = new AtomicInteger();
        loop.offer(() -> {
            throw new IllegalStateException("a test says so");
        });
        assertThat(faults.poll(10, TimeUnit.SECONDS)).hasMessage("a test says so");
        loop.offer(after::incrementAndGet);
        loop.close();
        assertThat(after).hasValue(0);
    }

    @Test
    void closesWhileMuchIsWaitingAndOnlyAfterWhatIsUnderWay() throws Exception {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        loop.start();
        loop.offer(() -> {
            held.countDown();
            awaitGate();
            done.incrementAndGet();
        });
        held.await();
        loop.offer(() -> {
            throw new AssertionError("not to be run any more");
        });
        Thread closer = Thread.ofPlatform().start(loop::close);
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        gate.countDown();
        closer.join();
        assertThat(faults).isEmpty();
        assertThat(done).hasValue(1);
        assertThat(loop.offer(() -> {})).isFalse();
    }

    @Test
    void waitsNoLongerThanTwoSecondsForWorkThatHangs() throws Exception {
        hold();
        long begun = System.nanoTime();
        loop.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(10));
    }

    @Test
    void mayBeClosedByItsOwnWork() throws Exception {
        loop.start();
        CompletableFuture<Boolean> closed = loop.ask(() -> {
            loop.close();
            return true;
        });
        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Starts the loop and keeps it busy until the gate opens. */
    private void hold() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        loop.start();
        loop.offer(() -> {
            held.countDown();
            awaitGate();
        });
        held.await();
    }

    /** Keeps the loop busy and fills its queue; one more has been dropped then. */
    private int fill(Runnable work) throws InterruptedException {
        hold();
        int taken = 0;
        while (loop.offer(work)) {
            taken++;
        }
        assertThat(loop.depth()).isEqualTo(taken);
        return taken;
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws Exception {
        turn(() -> {});
    }

    private void turn(Runnable work) throws Exception {
        loop.ask(() -> {
                    work.run();
                    return true;
                })
                .get(10, TimeUnit.SECONDS);
    }

    private void turnWhenThereIsRoom() throws Exception {
        BlockingQueue<Boolean> done = new ArrayBlockingQueue<>(1);
        while (!loop.offer(() -> done.add(true))) {
            Thread.onSpinWait();
        }
        done.take();
    }
}
