package dev.quorumvip.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What constructors refuse; each rule's own message is in {@link HealthCheckJsonTest}. */
class HealthCheckValuesTest {

    @Test
    void constructorsNameEveryFieldThatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TcpCheck("Bad name", "a b", 0, CheckTiming.DEFAULT))
                .withMessageContainingAll("name: 'Bad name'", "; host: 'a b'", "; port: is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new CheckTiming(Duration.ofMillis(1), Duration.ofHours(1), 0, 0, Duration.ofSeconds(-1)))
                .withMessageContainingAll("interval: ", "timeout: ", "failures: ", "successes: ", "startDelay: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestChecks.http(0).host("..").path("").build())
                .withMessageContainingAll("host: ", "port: ", "path: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestChecks.exec(CheckTiming.DEFAULT, "relative"))
                .withMessage("command[0]: 'relative' is not the absolute path of a program");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsSettings(TlsTrust.CA, Optional.empty(), Optional.empty()))
                .withMessage("ca: is missing: no certificate could be believed without it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StatusRange(100, 200))
                .withMessage("statuses: '100-200' is not within 200-599");
    }

    @Test
    void valuesDoNotChangeWithWhatTheyWereMadeOf() {
        List<String> command = new ArrayList<>(List.of("/bin/true"));
        ExecCheck check = new ExecCheck("script", command, CheckTiming.DEFAULT);
        command.add("more");
        assertThat(check.command()).containsExactly("/bin/true");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> TestChecks.http(80).build().headers().put("A", "b"));
    }

    @ParameterizedTest
    @CsvSource({"200-299, 200, true", "200-299, 299, true", "200-299, 300, false", "404, 404, true", "404, 405, false"})
    void statusRangeHasItsEnds(String range, int status, boolean inside) {
        assertThat(TestChecks.http(80).statuses(range).build().expects(status)).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                PASSING",
        "'PASSING',                         PASSING",
        "'PASSING PASSING',                 PASSING",
        "'PASSING UNKNOWN',                 UNKNOWN",
        "'UNKNOWN',                         UNKNOWN",
        "'UNKNOWN FAILING PASSING',         FAILING",
        "'PASSING FAILING',                 FAILING",
    })
    void allChecksOfAVipHaveToPass(String states, VipHealth health) {
        List<CheckState> checks = states.isEmpty()
                ? List.of()
                : List.of(states.split(" ")).stream().map(CheckState::valueOf).toList();
        assertThat(VipHealth.of(checks)).isEqualTo(health);
    }

    @Test
    void longTextsDoNotMakeLongMessages() {
        String endless = "x/".repeat(50_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestChecks.http(80)
                        .host(endless)
                        .path(endless)
                        .hostHeader(endless)
                        .build())
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestChecks.exec(CheckTiming.DEFAULT, endless))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}
