package dev.quorumvip.agent.health;

import static dev.quorumvip.agent.health.BookBench.BAD;
import static dev.quorumvip.agent.health.BookBench.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthBookTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final CheckTiming EACH_SECOND = new CheckTiming(SECOND, millis(500), 3, 2, Duration.ZERO);

    private final HealthCheck check = TestChecks.tcp("primary", EACH_SECOND);
    private final BookBench bench = new BookBench();

    @Test
    void passesSoonAfterTheFirstAnswerAndOnlyThen() {
        bench.answers.put(check, GOOD);
        bench.update(Map.of("db", List.of(check)));
        bench.advance(millis(199));
        assertThat(bench.vipChanges).isEmpty();
        bench.advance(millis(1));
        assertThat(bench.vipChanges).containsExactly("200 db UNKNOWN PASSING (primary: HTTP 200, 2 times in a row)");
        bench.advance(Duration.ofSeconds(3));
        assertThat(bench.begun.get(check))
                .containsExactly(millis(0), millis(200), millis(1200), millis(2200), millis(3200));
        assertThat(bench.vipChanges).hasSize(1);
    }

    @Test
    void failsFromTheStartOnlyAfterWholeIntervals() {
        bench.answers.put(check, BAD);
        bench.update(Map.of("db", List.of(check)));
        bench.advance(Duration.ofSeconds(10));
        assertThat(bench.vipChanges).containsExactly("2000 db UNKNOWN FAILING (primary: HTTP 500, 3 times in a row)");
    }

    @Test
    void tellsOfEachTurnOnce() {
        passing();
        bench.answers.put(check, BAD);
        bench.advance(Duration.ofSeconds(20));
        bench.answers.put(check, GOOD);
        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.vipChanges)
                .containsExactly(
                        "3200 db PASSING FAILING (primary: HTTP 500, 3 times in a row)",
                        "22200 db FAILING PASSING (primary: HTTP 200, 2 times in a row)");
        assertThat(bench.checkChanges)
                .containsExactly(
                        "primary PASSING FAILING (HTTP 500, 3 times in a row)",
                        "primary FAILING PASSING (HTTP 200, 2 times in a row)");
    }

    @Test
    void sharedCheckIsRunOnceForAll() {
        Map<String, List<HealthCheck>> vips = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            vips.put("vip" + i, List.of(TestChecks.tcp("primary", EACH_SECOND)));
        }
        bench.answers.put(check, GOOD);
        bench.update(vips);
        bench.advance(Duration.ofSeconds(10));
        assertThat(bench.begun).containsOnlyKeys(check);
        assertThat(bench.begun.get(check)).hasSize(11);
        assertThat(bench.vipChanges).hasSize(1_000).allMatch(change -> change.contains(" UNKNOWN PASSING "));
        assertThat(bench.checkChanges).hasSize(1);
    }

    @Test
    void everyCheckOfAVipHasToPass() {
        HealthCheck other = TestChecks.tcp("disk", EACH_SECOND);
        bench.answers.put(check, GOOD);
        bench.update(Map.of("db", List.of(check, other)));
        bench.advance(millis(400));
        assertThat(bench.vipChanges).isEmpty();
        assertThat(bench.report("db").reason()).isEqualTo("disk: no verdict yet");
        bench.answer(other, GOOD);
        bench.advance(SECOND);
        assertThat(bench.vipChanges).containsExactly("600 db UNKNOWN PASSING (all 2 checks pass)");
        bench.answers.put(other, BAD);
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.vipChanges)
                .hasSize(2)
                .last()
                .asString()
                .endsWith("db PASSING FAILING (disk: HTTP 500, 3 times in a row)");
    }

    @Test
    void vipWithoutChecksPassesAtOnce() {
        bench.update(Map.of("db", List.of()));
        assertThat(bench.vipChanges).containsExactly("0 db UNKNOWN PASSING (no health checks)");
        assertThat(bench.book.nextNanos()).isEmpty();
    }

    @Test
    void waitsForTheStartDelay() {
        HealthCheck late = TestChecks.tcp("late", new CheckTiming(SECOND, SECOND, 3, 2, Duration.ofSeconds(30)));
        bench.answers.put(late, GOOD);
        bench.update(Map.of("db", List.of(late)));
        bench.advance(Duration.ofSeconds(31));
        assertThat(bench.begun.get(late)).startsWith(Duration.ofSeconds(30), millis(30_200));
        assertThat(bench.vipChanges).hasSize(1).first().asString().startsWith("30200 db UNKNOWN PASSING");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void spreadsChecksThatBeginTogetherAndKeepsThemSpread(long seed) {
        BookBench spread = new BookBench(new Random(seed));
        List<HealthCheck> checks = IntStream.range(0, 1_000)
                .<HealthCheck>mapToObj(i -> TestChecks.tcp("check" + i, EACH_SECOND))
                .toList();
        checks.forEach(c -> spread.answers.put(c, BAD));
        Map<String, List<HealthCheck>> vips = new HashMap<>();
        checks.forEach(c -> vips.put(c.name(), List.of(c)));
        spread.update(vips);
        spread.advance(Duration.ofSeconds(3).minusNanos(1));

        Map<Long, Integer> inTenMillis = new HashMap<>();
        spread.begun.values().forEach(times -> {
            assertThat(times).hasSize(3);
            assertThat(times.get(1).minus(times.get(0))).isEqualTo(SECOND);
            assertThat(times.get(2).minus(times.get(1))).isEqualTo(SECOND);
            inTenMillis.merge(times.getFirst().toMillis() / 10, 1, Integer::sum);
        });
        assertThat(inTenMillis).hasSizeGreaterThan(90);
        assertThat(inTenMillis.values()).allMatch(runs -> runs < 40);

        // A process that was stopped has all of them due at once, and then goes on as before.
        spread.begun.clear();
        spread.jump(Duration.ofMinutes(1));
        spread.advance(SECOND);
        spread.begun.values().forEach(times -> assertThat(times).hasSize(2));
        assertThat(spread.begun.values().stream().map(List::getLast).distinct().count())
                .isGreaterThan(900);
    }

    @Test
    void runThatOverstaysFailsAtItsTimeoutAndAtEachIntervalAndIsNotRunTwice() {
        passing();
        bench.answers.remove(check);
        bench.advance(Duration.ofSeconds(1).plus(millis(500)));
        assertThat(bench.report("db").checks().getFirst().failed()).isZero();
        bench.advance(HealthBook.GRACE);
        assertThat(bench.report("db").checks().getFirst().last())
                .hasValueSatisfying(last -> assertThat(last.reason()).isEqualTo("no answer within 500 ms"));
        bench.advance(Duration.ofSeconds(10));

        assertThat(bench.underWay).hasSize(1);
        assertThat(bench.begun.get(check)).hasSize(3);
        assertThat(bench.vipChanges)
                .containsExactly("3200 db PASSING FAILING (primary: the run before has not ended, 3 times in a row)");

        // Its answer counts no more, but its reason is the better one; then the check goes on.
        long failed = bench.report("db").checks().getFirst().failed();
        bench.finish(bench.underWay.getFirst(), ProbeResult.failed("connection reset", Duration.ofSeconds(11)));
        CheckReport report = bench.report("db").checks().getFirst();
        assertThat(report.failed()).isEqualTo(failed);
        assertThat(report.last())
                .hasValueSatisfying(last -> assertThat(last.reason()).isEqualTo("connection reset"));
        bench.answers.put(check, GOOD);
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.vipChanges).hasSize(2);
    }

    @Test
    void nextRunFollowsAtOnceIfTheOneBeforeTakesTheWholeInterval() {
        HealthCheck tight = TestChecks.tcp("tight", TestChecks.every(SECOND, 3, 2));
        bench.update(Map.of("db", List.of(tight)));
        for (int i = 0; i < 3; i++) {
            bench.advance(SECOND);
            bench.finish(bench.underWay.getFirst(), ProbeResult.timedOut(SECOND, SECOND));
        }
        assertThat(bench.begun.get(tight)).containsExactly(millis(0), millis(1000), millis(2000), millis(3000));
        assertThat(bench.vipChanges)
                .containsExactly("3000 db UNKNOWN FAILING (tight: no answer within 1000 ms, 3 times in a row)");
    }

    @Test
    void lateSuccessCountsAsFailure() {
        passing();
        bench.answers.put(check, ProbeResult.passed("HTTP 200", millis(501)));
        bench.advance(Duration.ofSeconds(3));
        assertThat(bench.vipChanges)
                .containsExactly("3200 db PASSING FAILING (primary: no answer within 500 ms, 3 times in a row)");

        // One that comes after it was counted as late is not even looked at.
        bench.answers.remove(check);
        bench.advance(Duration.ofSeconds(2));
        bench.finish(bench.underWay.getFirst(), GOOD);
        assertThat(bench.report("db").checks().getFirst().last())
                .hasValueSatisfying(last -> assertThat(last.passed()).isFalse());
    }

    @Test
    void waitsForAPlaceAndIsTimedFromThen() {
        List<HealthCheck> scripts = new ArrayList<>();
        Map<String, List<HealthCheck>> vips = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            HealthCheck script = new ExecCheck("script" + i, List.of("/bin/true"), EACH_SECOND);
            scripts.add(script);
            vips.put("vip" + i, List.of(script));
        }
        bench.update(vips);
        assertThat(bench.underWay).hasSize(2);
        bench.finish(bench.underWay.getFirst(), GOOD);
        assertThat(bench.underWay).hasSize(2);

        // Two overstay, give up their places, and let in the last two that wait.
        bench.advance(millis(520));
        assertThat(bench.begun.keySet()).containsExactlyInAnyOrderElementsOf(scripts);
        assertThat(bench.underWay).hasSize(4);
        assertThat(bench.counted).containsExactly("EXEC PASSED 3", "EXEC TIMED_OUT 520", "EXEC TIMED_OUT 520");
        // The first script is due again, and waits for the two that began late: they have their whole time.
        bench.advance(millis(519));
        assertThat(bench.counted).filteredOn(c -> c.endsWith(" 520")).hasSize(2);
        bench.advance(millis(1));
        assertThat(bench.counted).filteredOn(c -> c.endsWith(" 520")).hasSize(4);
    }

    @Test
    void unchangedChecksGoOnWhenOthersChange() {
        passing();
        HealthCheck other = TestChecks.tcp("disk", EACH_SECOND);
        bench.answers.put(other, GOOD);
        bench.advance(millis(500));
        bench.update(Map.of("db", List.of(check), "web", List.of(check, other)));
        bench.advance(Duration.ofSeconds(3));
        assertThat(bench.begun.get(check))
                .containsExactly(millis(0), millis(200), millis(1200), millis(2200), millis(3200));
        assertThat(bench.vipChanges).containsExactly("900 web UNKNOWN PASSING (all 2 checks pass)");

        // What it shares is known already.
        bench.update(Map.of("db", List.of(check), "new", List.of(check)));
        assertThat(bench.vipChanges)
                .hasSize(2)
                .last()
                .asString()
                .endsWith("new UNKNOWN PASSING (primary: HTTP 200, 2 times in a row)");
        assertThat(bench.book.report()).containsOnlyKeys("db", "new");
    }

    @Test
    void changedCheckBeginsAnewAndGoneOneStops() {
        passing();
        HealthCheck changed = TestChecks.tcp("primary", new CheckTiming(SECOND, SECOND, 3, 2, Duration.ZERO));
        bench.update(Map.of("db", List.of(changed)));
        assertThat(bench.vipChanges).containsExactly("200 db PASSING UNKNOWN (primary: no verdict yet)");
        bench.answer(changed, GOOD);
        bench.advance(SECOND);
        assertThat(bench.vipChanges).hasSize(2).last().asString().contains("UNKNOWN PASSING");

        bench.update(Map.of());
        assertThat(bench.book.nextNanos()).isEmpty();
        assertThat(bench.book.report()).isEmpty();
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.begun.get(check)).hasSize(2);
        assertThat(bench.vipChanges).hasSize(2);
    }

    @Test
    void checkThatComesBackWaitsForItsRunOfBefore() {
        bench.update(Map.of("db", List.of(check)));
        CheckRun run = bench.underWay.getFirst();
        bench.update(Map.of());
        assertThat(bench.book.takeAbandoned()).containsExactly(run);
        bench.update(Map.of("db", List.of(check)));
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.underWay).containsExactly(run);

        bench.finish(run, GOOD);
        assertThat(bench.report("db").checks().getFirst().last()).isEmpty();
        bench.advance(SECOND);
        assertThat(bench.underWay).hasSize(1).doesNotContain(run);
        assertThat(bench.book.takeAbandoned()).isEmpty();
    }

    @Test
    void execCheckFailsAtOnceWhereItIsNotAllowed() {
        BookBench refusing = new BookBench(false);
        HealthCheck script = TestChecks.exec(EACH_SECOND, "/bin/true");
        refusing.answers.put(check, GOOD);
        refusing.update(Map.of("db", List.of(check, script), "web", List.of(check)));
        assertThat(refusing.vipChanges)
                .containsExactly("0 db UNKNOWN FAILING (script: exec checks are not allowed on this node: start its"
                        + " agent with --allow-exec-checks)");
        refusing.advance(Duration.ofSeconds(10));
        assertThat(refusing.begun).containsOnlyKeys(check);
        assertThat(refusing.vipChanges).hasSize(2).last().asString().contains("web UNKNOWN PASSING");
        CheckReport report = refusing.report("db").checks().get(1);
        assertThat(report.state()).isEqualTo(CheckState.FAILING);
        assertThat(report.failed()).isZero();
    }

    @Test
    void changesThatNobodyTookAreToldAsOne() {
        HealthBook book = bench.book;
        book.update(Map.of("db", List.of()), bench.now());
        book.update(Map.of("db", List.of(check)), bench.now());
        assertThat(book.takeVipChanges()).as("there and back").isEmpty();

        book.update(Map.of("web", List.of()), bench.now());
        book.update(Map.of(), bench.now());
        assertThat(book.takeVipChanges()).as("gone").isEmpty();
    }

    @Test
    void reportsWhatIsKnown() {
        passing();
        bench.answers.put(check, BAD);
        bench.advance(SECOND);
        VipReport report = bench.report("db");
        assertThat(report)
                .isEqualTo(new VipReport(
                        VipHealth.PASSING,
                        Instant.EPOCH.plusMillis(200),
                        "primary: HTTP 200, 2 times in a row",
                        List.of(new CheckReport(
                                "primary",
                                CheckKind.TCP,
                                CheckState.PASSING,
                                Instant.EPOCH.plusMillis(200),
                                Optional.of(BAD),
                                Optional.of(Instant.EPOCH.plusMillis(1200)),
                                2,
                                1))));
        assertThat(bench.counted).containsExactly("TCP PASSED 3", "TCP PASSED 3", "TCP FAILED 4");
    }

    @Test
    void takesNoResultTwice() {
        bench.update(Map.of("db", List.of(check)));
        CheckRun run = bench.underWay.getFirst();
        bench.finish(run, GOOD);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.book.finished(run, GOOD, bench.now()))
                .withMessageContaining("not under way");
    }

    /** {@code db} passes at 200 ms, and nobody was told anything. */
    private void passing() {
        bench.answers.put(check, GOOD);
        bench.update(Map.of("db", List.of(check)));
        bench.advance(millis(200));
        assertThat(bench.vipChanges).hasSize(1);
        bench.vipChanges.clear();
        bench.checkChanges.clear();
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
