package dev.quorumvip.agent.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S, 0s",
        "0ms, PT0S, 0s",
        "250ms, PT0.25S, 250ms",
        "1.5ms, PT0.0015S, 1.5ms",
        "0.001ms, PT0.000001S, 0.001ms",
        "2s, PT2S, 2s",
        "1.5s, PT1.5S, 1500ms",
        "90s, PT90S, 90s",
        "60s, PT1M, 1m",
        "1.5m, PT90S, 90s",
        "1m, PT1M, 1m",
        "60m, PT1H, 1h",
        "0.5h, PT30M, 30m",
        "999999999s, PT999999999S, 999999999s",
    })
    void readsAndWrites(String text, Duration duration, String written) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
        assertThat(DurationText.of(duration)).isEqualTo(written);
        assertThat(DurationText.parse(written)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "s", "-1s", "+1s", "1 s", "1S", "1d", "1e3ms", "1.s", ".5s", "1,5s", "1.0001s", "1s1s"})
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessage("'%s' is not a duration: write for example 200ms or 2s", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "200", "1.5"})
    void asksForTheUnitThatIsMissing(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessage("'%s' has no unit: write %sms or %ss", text, text, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999m", "999999999h"})
    void refusesWhatCannotBeCounted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessageContaining("is too long");
    }
}
