package dev.quorumvip.agent.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementPaceTest {
    private static final Duration INTERVAL = Duration.ofNanos(100);

    private final AnnouncementPace pace = new AnnouncementPace(2, INTERVAL);

    /** A clock may show anything, and pass from the highest number to the lowest. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, -50, Long.MAX_VALUE - 30})
    void letsAFewThroughInEachInterval(long start) {
        assertThat(pace.take(start)).isTrue();
        assertThat(pace.take(start + 10)).isTrue();
        assertThat(pace.take(start + 10)).isFalse();
        assertThat(pace.take(start + 99)).isFalse();
        assertThat(pace.nextNanos()).isEqualTo(start + 100);
        assertThat(pace.take(start + 100)).isTrue();
        assertThat(pace.take(start + 150)).isTrue();
        assertThat(pace.take(start + 199)).isFalse();
        assertThat(pace.nextNanos()).isEqualTo(start + 200);
    }

    @Test
    void savesNothingUpForLater() {
        assertThat(pace.take(0)).isTrue();
        assertThat(pace.take(1_000)).isTrue();
        assertThat(pace.take(1_000)).isTrue();
        assertThat(pace.take(1_000)).isFalse();
    }

    @Test
    void refusesAPaceThatLetsNothingThrough() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AnnouncementPace(0, INTERVAL));
        assertThatIllegalArgumentException().isThrownBy(() -> new AnnouncementPace(1, Duration.ZERO));
    }
}
