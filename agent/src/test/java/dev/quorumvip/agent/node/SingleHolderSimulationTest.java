package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Random storms; {@code -Dsimulation.seed=N} repeats one of them, {@code -Dsimulation.seconds=S} goes on for longer.
 */
class SingleHolderSimulationTest {
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
        long until = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("simulation.seconds", 10)).toNanos();
        while (System.nanoTime() < until) {
            storm(new Random().nextLong());
        }
    }

    private static void storm(long seed) {
        try {
            SingleHolderSimulation simulation = new SingleHolderSimulation(seed);
            simulation.run(Duration.ofSeconds(90));
            assertThat(simulation.grants()).as("assignments").isGreaterThan(3);
            assertThat(simulation.voterSetVersion())
                    .as("changes of the voter set")
                    .isGreaterThan(4);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -Dsimulation.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
