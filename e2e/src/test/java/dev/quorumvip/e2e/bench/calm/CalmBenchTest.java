package dev.quorumvip.e2e.bench.calm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class CalmBenchTest {
    @Test
    void lossIsAShareWithOrWithoutItsSign() {
        CalmBench.PercentConverter converter = new CalmBench.PercentConverter();
        assertThat(converter.convert("5%")).isEqualTo(5);
        assertThat(converter.convert("12")).isEqualTo(12);
        assertThatThrownBy(() -> converter.convert("100%")).isInstanceOf(TypeConversionException.class);
        assertThatThrownBy(() -> converter.convert("-1")).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void lossIsOfTheAgentsDatagramsAlone() {
        assertThat(DatagramLoss.script(5)).contains("udp dport 8800 numgen random mod 100 < 5 counter drop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--profile hasty | --profile: 'hasty' is unknown",
                "--minutes 0 | --minutes: at least 1, not 0",
                "--loss some | 'some' is not a share such as 5%"
            })
    void wrongArgumentIsNamedWithTheReason(String arguments, String message) {
        StringWriter errors = new StringWriter();
        CommandLine command = new CommandLine(new CalmBench()).setErr(new PrintWriter(errors));
        assertThat(command.execute(arguments.split(" "))).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }
}
