package dev.quorumvip.agent.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.health.CheckReport;
import dev.quorumvip.agent.health.CheckTiming;
import dev.quorumvip.agent.health.HealthBook;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.ProbeResult;
import dev.quorumvip.agent.health.TestChecks;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.health.VipHealth;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthMonitorTest {
    private static final ProbeResult GOOD = ProbeResult.passed("good", Duration.ofMillis(1));
    private static final ProbeResult BAD = ProbeResult.failed("bad", Duration.ofMillis(1));
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final CheckTiming OFTEN = TestChecks.every(TENTH, 3, 2);

    private final HealthCheck check = TestChecks.tcp("primary", OFTEN);
    private MonitorBench bench = new MonitorBench(true);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void tellsOfChangesAndOfNothingElse() throws Exception {
        bench.probe(check, () -> GOOD);
        bench.update(Map.of("db", List.of(check)));
        assertThat(bench.next())
                .isEqualTo(
                        new VipChange("db", VipHealth.UNKNOWN, VipHealth.PASSING, "primary: good, 2 times in a row"));
        bench.awaitRuns(check, 5);
        bench.probe(check, () -> BAD);
        assertThat(bench.next())
                .isEqualTo(new VipChange("db", VipHealth.PASSING, VipHealth.FAILING, "primary: bad, 3 times in a row"));
        bench.awaitRuns(check, 12);
        bench.probe(check, () -> GOOD);
        assertThat(bench.next().after()).isEqualTo(VipHealth.PASSING);
        bench.awaitRuns(check, 20);
        bench.assertNoMore();
        assertThat(bench.counted.get()).isGreaterThanOrEqualTo(19);
        CheckReport report = bench.report("db").checks().getFirst();
        assertThat(report.passed() + report.failed()).isGreaterThanOrEqualTo(19);
        assertThat(report.last()).contains(GOOD);
    }

    @Test
    void runsSharedCheckOnce() throws Exception {
        bench.probe(check, () -> GOOD);
        Map<String, List<HealthCheck>> vips = new HashMap<>();
        IntStream.range(0, 1_000).forEach(i -> vips.put("vip" + i, List.of(check)));
        bench.update(vips);
        for (int i = 0; i < 1_000; i++) {
            assertThat(bench.next().after()).isEqualTo(VipHealth.PASSING);
        }
        assertThat(bench.made.get()).isEqualTo(1);
        assertThat(bench.runs(check)).isLessThan(100);
    }

    @Test
    void neverRunsACheckTwiceAtOnceAndCountsItAsFailed() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch end = new CountDownLatch(1);
        bench.probe(check, () -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            end.await();
            atOnce.decrementAndGet();
            return GOOD;
        });
        bench.update(Map.of("db", List.of(check)));
        assertThat(bench.next())
                .isEqualTo(new VipChange(
                        "db",
                        VipHealth.UNKNOWN,
                        VipHealth.FAILING,
                        "primary: the run before has not ended, 3 times in a row"));
        assertThat(bench.runs(check)).isEqualTo(1);
        end.countDown();
        assertThat(bench.next().after()).isEqualTo(VipHealth.PASSING);
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void probeThatThrowsHasFailed() throws Exception {
        bench.probe(check, () -> {
            throw new IllegalStateException("broken");
        });
        bench.update(Map.of("db", List.of(check)));
        VipChange change = bench.next();
        assertThat(change.after()).isEqualTo(VipHealth.FAILING);
        assertThat(change.reason()).contains("the check itself failed: java.lang.IllegalStateException: broken");
        bench.probe(check, () -> GOOD);
        assertThat(bench.next().after()).isEqualTo(VipHealth.PASSING);
    }

    @Test
    void interruptsWhatIsOfNoInterestAnyMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        HealthCheck slow = TestChecks.tcp("slow", TestChecks.timeout(Duration.ofSeconds(50)));
        bench.probe(slow, () -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(50, TimeUnit.SECONDS) ? GOOD : BAD;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        bench.probe(check, () -> GOOD);
        bench.update(Map.of("db", List.of(slow, check)));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        bench.update(Map.of("db", List.of(check)));
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.next().after()).isEqualTo(VipHealth.PASSING);
        assertThat(bench.report("db").checks()).hasSize(1);
    }

    @Test
    void refusesProgramsUnlessTheyAreAllowed() throws Exception {
        bench.close();
        bench = new MonitorBench(false);
        HealthCheck script = TestChecks.exec(OFTEN, "/bin/true");
        bench.update(Map.of("db", List.of(script)));
        assertThat(bench.next())
                .isEqualTo(new VipChange(
                        "db", VipHealth.UNKNOWN, VipHealth.FAILING, "script: " + HealthBook.EXEC_REFUSED));
        assertThat(bench.made.get()).isZero();
    }

    @Test
    void endsInBoundedTimeWhateverIsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        HealthCheck deaf = TestChecks.tcp("deaf", OFTEN);
        bench.probe(deaf, () -> {
            begun.countDown();
            boolean ended = false;
            while (!ended) {
                try {
                    ended = never.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    // Goes on.
                }
            }
            return GOOD;
        });
        bench.probe(check, () -> {
            begun.countDown();
            never.await();
            return GOOD;
        });
        bench.update(Map.of("db", List.of(check, deaf)));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();
        bench.monitor.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        int runs = bench.runs(check);
        never.countDown();
        bench.monitor.close();
        assertThat(bench.runs(check)).as("nothing begins after the end").isEqualTo(runs);
        assertThat(bench.faults).isEmpty();
    }

    @Test
    void closesWithoutEverHavingBeenStarted() {
        bench.close();
        MonitorBench idle = MonitorBench.notStarted();
        idle.update(Map.of("db", List.of(check)));
        idle.close();
        assertThat(idle.made.get()).isZero();
    }

    @Test
    void whatTheListenerThrowsIsAFault() throws Exception {
        bench.listener = change -> {
            throw new IllegalStateException("listener");
        };
        bench.update(Map.of("db", List.of()));
        assertThat(bench.faults.poll(10, TimeUnit.SECONDS)).hasMessage("listener");
    }

    @Test
    void manyChecksAreRunByFewThreadsAtATime() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(256);
        CountDownLatch go = new CountDownLatch(1);
        CheckTiming seldom = new CheckTiming(Duration.ofSeconds(50), Duration.ofSeconds(50), 1, 1, Duration.ZERO);
        Map<String, List<HealthCheck>> vips = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            HealthCheck one = TestChecks.tcp("c" + i, seldom);
            bench.probe(one, () -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                full.countDown();
                go.await();
                atOnce.decrementAndGet();
                return GOOD;
            });
            vips.put("vip" + i, List.of(one));
        }
        bench.update(vips);
        assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();
        go.countDown();
        for (int i = 0; i < 400; i++) {
            assertThat(bench.next().after()).isEqualTo(VipHealth.PASSING);
        }
        assertThat(most.get()).isEqualTo(256);
    }
}
