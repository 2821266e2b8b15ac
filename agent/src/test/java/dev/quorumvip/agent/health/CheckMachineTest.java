package dev.quorumvip.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckMachineTest {

    /** Results as + and -, and after each the state: U, P or F. */
    @ParameterizedTest(name = "{0} failures, {1} successes: {2} gives {3}")
    @CsvSource({
        // Both thresholds hold from the start: neither one success nor one failure decides.
        "3, 2, ++,            UP",
        "3, 2, ---,           UUF",
        "3, 2, +-+-+-,        UUUUUU",
        "3, 2, +--+-++,       UUUUUUP",
        "3, 2, -+--+---,      UUUUUUUF",
        // Passing: fewer failures than the threshold change nothing, and a success forgets them.
        "3, 2, ++--+--+--+,   UPPPPPPPPPP",
        "3, 2, ++---,         UPPPF",
        "3, 2, ++--+---,      UPPPPPPF",
        // Once, however long it goes on.
        "3, 2, ++--------,    UPPPFFFFFF",
        // Failing: the same the other way round.
        "3, 2, ---+-+-++,     UUFFFFFFP",
        "3, 2, ---++++,       UUFFPPP",
        "3, 2, ---++---,      UUFFPPPF",
        // Thresholds of one follow each answer.
        "1, 1, +-+-,          PFPF",
        "1, 1, -+,            FP",
        "1, 3, -+++,          FFFP",
        "4, 1, +----,         PPPPF",
    })
    void followsTheThresholds(int failures, int successes, String results, String states) {
        CheckMachine machine = machine(failures, successes);
        StringBuilder seen = new StringBuilder();
        results.chars().forEach(c -> {
            machine.step(c == '+', at(0));
            seen.append(machine.state().name().charAt(0));
        });
        assertThat(seen.toString()).isEqualTo(states);
    }

    @Test
    void tellsOfEachChangeOnceAndWhenItWas() {
        CheckMachine machine = machine(3, 2);
        List<String> changes = new ArrayList<>();
        String results = "++---++---";
        for (int i = 0; i < results.length(); i++) {
            if (machine.step(results.charAt(i) == '+', at(i))) {
                changes.add(i + " " + machine.state() + " after " + machine.inARow());
                assertThat(machine.since()).isEqualTo(at(i));
            }
        }
        assertThat(changes)
                .containsExactly("1 PASSING after 2", "4 FAILING after 3", "6 PASSING after 2", "9 FAILING after 3");
        assertThat(machine.since()).isEqualTo(at(9));
    }

    @Test
    void hurriesOnlyTheConfirmationOfAFirstSuccess() {
        CheckMachine machine = machine(2, 2);
        assertThat(machine.confirming()).isFalse();
        machine.step(false, at(1));
        assertThat(machine.confirming()).as("a failure").isFalse();
        machine.step(true, at(2));
        assertThat(machine.confirming()).as("a success").isTrue();
        machine.step(true, at(3));
        assertThat(machine.confirming()).as("passing").isFalse();
        machine.step(false, at(4));
        machine.step(false, at(5));
        machine.step(true, at(6));
        assertThat(machine.state()).isEqualTo(CheckState.FAILING);
        assertThat(machine.confirming()).as("a success while failing").isFalse();
    }

    private static CheckMachine machine(int failures, int successes) {
        return new CheckMachine(TestChecks.every(Duration.ofSeconds(1), failures, successes), at(0));
    }

    private static Moment at(int second) {
        return new Moment(Duration.ofSeconds(second).toNanos(), Instant.EPOCH.plusSeconds(second));
    }
}
