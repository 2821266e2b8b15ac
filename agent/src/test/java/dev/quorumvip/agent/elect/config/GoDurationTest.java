package dev.quorumvip.agent.elect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "1m30s, PT1M30S",
        "500ms, PT0.5S",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "2h45m0.5s, PT2H45M0.5S",
        "1us, PT0.000001S",
        "1µs, PT0.000001S",
        "7ns, PT0.000000007S",
        "0, PT0S",
        "+3s, PT3S",
        "-1m1s, PT-61S"
    })
    void readsWhatGoReads(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "10", "10 s", "10S", "1d", "1s-1s", "ten", "1e3s", "."})
    void refusesWhatGoRefuses(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999h", "99999999999999999999s"})
    void refusesWhatCannotBeCounted(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).hasMessageContaining("too long");
    }

    @ParameterizedTest
    @CsvSource({"PT10S, 10s", "PT0S, 0s", "PT0.5S, 500ms", "PT1.5S, 1.5s", "PT1M30S, 1m30s", "PT24H, 24h0m0s"})
    void writesWhatGoWrites(Duration duration, String expected) {
        assertThat(GoDuration.text(duration)).isEqualTo(expected);
    }
}
