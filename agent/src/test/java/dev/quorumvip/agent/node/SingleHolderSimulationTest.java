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
 * Random storms. {@code -Dsimulation.seed=N} repeats one of them, {@code -Dsimulation.seconds=S} goes on for longer,
 * {@code -Dsimulation.seeds=N} runs that many; {@code bin/simulate} does the latter two.
 */
class SingleHolderSimulationTest {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("simulation");
    private static final Duration STORM = Duration.ofSeconds(90);
    private static final int STORMS_TO_FIND_OUT = 300;
    private static final Logger AGENT = (Logger) LoggerFactory.getLogger("dev.quorumvip.agent");

    @BeforeAll
    static void beQuiet() {
        AGENT.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        AGENT.setLevel(null);
    }

    @Test
    void noAddressIsEverOnTwoMachinesAndAllAreServedOnceTheStormIsOver() {
        Long given = Long.getLong("simulation.seed");
        if (given != null) {
            storm(given);
            return;
        }
        Long seeds = Long.getLong("simulation.seeds");
        if (seeds != null) {
            long first = new Random().nextInt(Integer.MAX_VALUE);
            for (long i = 0; i < seeds; i++) {
                storm(first + i);
                if ((i + 1) % 100 == 0) {
                    System.out.println((i + 1) + " of " + seeds + " storms, from seed " + first + " on: clean");
                }
            }
            return;
        }
        long until = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("simulation.seconds", 10)).toNanos();
        while (System.nanoTime() < until) {
            storm(new Random().nextLong());
        }
    }

    /** Switches one rule off, and must find two holders within a bounded number of storms. */
    @ParameterizedTest
    @EnumSource(value = Sabotage.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsFoundOut(Sabotage sabotage) {
        for (long seed = 1; seed <= STORMS_TO_FIND_OUT; seed++) {
            try {
                new SingleHolderSimulation(seed, sabotage).run(STORM);
            } catch (TwoHoldersError e) {
                System.out.println(sabotage + ": found out with seed " + seed);
                return;
            } catch (AssertionError e) {
                // A broken rule may show in other ways as well; two holders are what is looked for.
            }
        }
        throw new AssertionError("not found out in " + STORMS_TO_FIND_OUT + " storms: " + sabotage);
    }

    private static void storm(long seed) {
        try {
            SingleHolderSimulation simulation = new SingleHolderSimulation(seed, Sabotage.NONE);
            simulation.run(STORM);
            assertThat(simulation.grants()).as("assignments").isGreaterThan(3);
            assertThat(simulation.voterSetVersion())
                    .as("changes of the voter set")
                    .isGreaterThan(4);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -Dsimulation.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
