package dev.quorumvip.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransitionTimingTest {
    @Test
    void outageEndsWithTheAnnouncementOrElseWithTheBinding() {
        assertThat(new TransitionTiming(Optional.of(3L), 5, 9, Optional.of(12L)).outageMillis())
                .isEqualTo(12);
        assertThat(new TransitionTiming(Optional.of(3L), 5, 9, Optional.empty()).outageMillis())
                .isEqualTo(9);
    }

    @Test
    void stepsMayFallTogetherButNotComeInAnotherOrder() {
        assertThat(new TransitionTiming(Optional.of(0L), 0, 0, Optional.of(0L)).outageMillis())
                .isZero();
        refused(Optional.of(-1L), 5, 9, Optional.of(12L));
        refused(Optional.of(6L), 5, 9, Optional.of(12L));
        refused(Optional.empty(), -1, 9, Optional.of(12L));
        refused(Optional.empty(), 5, 4, Optional.empty());
        refused(Optional.empty(), 5, 9, Optional.of(8L));
    }

    private static void refused(Optional<Long> closed, long committed, long bound, Optional<Long> announced) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransitionTiming(closed, committed, bound, announced))
                .withMessageContaining("ms");
    }
}
