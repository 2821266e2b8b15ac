package dev.quorumvip.e2e.bench.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FailoverBenchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--faults meteor | --faults: 'meteor' is unknown; there are kill, stop, link-down",
                "--profiles hasty | --profiles: 'hasty' is unknown; there are fast, balanced, conservative",
                "--against heartbeat | --against: 'heartbeat' is unknown; there are keepalived, kubernetes",
                "--trials 0 | --trials: at least 1, not 0",
                "--trials many | --trials",
                "--seed x | --seed"
            })
    void wrongArgumentIsNamedWithTheReason(String arguments, String message) {
        StringWriter errors = new StringWriter();
        CommandLine command = new CommandLine(new FailoverBench()).setErr(new PrintWriter(errors));
        assertThat(command.execute(arguments.split(" "))).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }

    @Test
    void everyMishapHasAKeyThatIsItsName() {
        assertThat(Mishap.keys()).isEqualTo("kill, stop, link-down, partition, cut-off, term, leader-kill");
        assertThat(Mishap.USUAL).doesNotContain(Mishap.CUT_OFF);
    }
}
