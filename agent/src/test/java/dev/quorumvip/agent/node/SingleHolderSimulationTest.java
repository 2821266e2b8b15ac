package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Random storms. {@code bin/simulate} runs more of them, longer ones, or one again, by the system properties
 * {@code simulation.seeds}, {@code simulation.from}, {@code simulation.seed}, {@code simulation.seconds} and
 * {@code simulation.jobs}.
 */
class SingleHolderSimulationTest {
    private static final Duration STORM = Duration.ofSeconds(90);
    private static final int STORMS_TO_FIND_OUT = 1_500;
    private static final int STORMS_AT_LEAST = 60;
    private static final int STORMS_WITH_EVERYTHING = 400;
    private static final int STORMS_WITH_ONE_KEPT = 20;
    private static final Logger AGENT = (Logger) LoggerFactory.getLogger("dev.quorumvip.agent");
    private static final Logger METRICS = (Logger) LoggerFactory.getLogger("io.micrometer");

    @BeforeAll
    static void beQuiet() {
        AGENT.setLevel(Level.OFF);
        METRICS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        AGENT.setLevel(null);
        METRICS.setLevel(null);
    }

    @Test
    void noAddressIsEverOnTwoMachinesAndAllAreServedOnceTheStormIsOver() throws InterruptedException {
        Long given = Long.getLong("simulation.seed");
        Duration storm = Duration.ofSeconds(Long.getLong("simulation.seconds", STORM.toSeconds()));
        int jobs = Integer.getInteger("simulation.jobs", 1);
        Long seeds = Long.getLong("simulation.seeds");
        // The build is the same each time; bin/simulate goes where nobody has been.
        long start = seeds == null ? 1 : new Random().nextInt(Integer.MAX_VALUE);
        long first = given != null ? given : Long.getLong("simulation.from", start);
        StormSeries series = new StormSeries(storm, jobs);
        long begin = System.nanoTime();
        if (given == null && seeds == null) {
            long end = begin + Duration.ofSeconds(8).toNanos();
            series.run(first, Long.MAX_VALUE, () -> System.nanoTime() < end, () -> {});
        } else {
            long all = given != null ? 1 : seeds;
            series.run(first, all, () -> true, () -> tell(series, all, first, System.nanoTime() - begin));
        }
        assertThat(series.grants()).as("assignments").isGreaterThan(3 * series.storms());
    }

    private static void tell(StormSeries series, long all, long first, long nanos) {
        if (series.storms() % 100 == 0 || series.storms() == all) {
            System.out.printf(
                    "%d of %d storms from seed %d on: clean; %.2f storms/s, VIPs served %.0f %% of the storm%n",
                    series.storms(), all, first, series.storms() * 1e9 / nanos, 100 * series.servedShare());
        }
    }

    @Test
    void stormsHaveEverything() throws InterruptedException {
        StormSeries series = new StormSeries(STORM, 1);

        // What takes several steps of chance is seldom, and after any change of the agent it is in other storms.
        series.run(
                1,
                STORMS_WITH_EVERYTHING,
                () -> series.storms() < STORMS_AT_LEAST || series.happened().size() < Happening.values().length,
                () -> {});

        System.out.println(series.happened());
        assertThat(series.happened()).containsOnlyKeys(Happening.values());
        assertThat(series.servedShare()).as("VIPs are held in storms, too").isGreaterThan(0.2);
    }

    @Test
    void aVipThatIsKeptWithoutAQuorumPutsNoOtherOnTwoMachinesAndIsOnOneItselfInTheEnd() {
        long kept = 0;
        for (int seed = 1; seed <= STORMS_WITH_ONE_KEPT; seed++) {
            SingleHolderSimulation simulation = new SingleHolderSimulation(seed, Sabotage.NONE).withOneThatIsKept();
            simulation.run(STORM);
            kept += simulation.samplesKept();
        }
        assertThat(kept).as("it was kept, in samples").isGreaterThan(10);
    }

    @Test
    void theSameSeedIsTheSameStorm() {
        SingleHolderSimulation one = new SingleHolderSimulation(7, Sabotage.NONE);
        SingleHolderSimulation again = new SingleHolderSimulation(7, Sabotage.NONE);
        one.run(STORM);
        again.run(STORM);

        assertThat(again.story()).isEqualTo(one.story());
    }

    /** Switches one rule off, and must find what must never be within a bounded number of storms. */
    @ParameterizedTest
    @EnumSource(value = Sabotage.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsFoundOut(Sabotage sabotage) {
        for (long seed = 1; seed <= STORMS_TO_FIND_OUT; seed++) {
            try {
                new SingleHolderSimulation(seed, sabotage).run(STORM);
            } catch (TwoHoldersError | StrandedVoterError e) {
                found(sabotage, seed);
                return;
            } catch (NotInPlaceError e) {
                if (sabotage.misplaces()) {
                    found(sabotage, seed);
                    return;
                }
            } catch (AssertionError e) {
                // A broken rule may show in other ways as well; what must never be is looked for.
            }
        }
        throw new AssertionError("not found out in " + STORMS_TO_FIND_OUT + " storms: " + sabotage);
    }

    private static void found(Sabotage sabotage, long seed) {
        System.out.println(sabotage.name() + ", " + sabotage + ": found out with seed " + seed);
    }
}
