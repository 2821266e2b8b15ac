package dev.quorumvip.e2e.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FleetLogTest {
    private static final Duration ROUND = Duration.ofMillis(100);
    private static final long START = 1_000_000_000L;

    private final FleetLog log = new FleetLog(2, ROUND);

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            log.begins(START + log.next() * ROUND.toNanos());
        }
    }

    @Test
    void countsTheRoundsThatBroughtNoReply() {
        rounds(4);
        log.replied(0, 0);
        log.replied(0, 2);
        log.replied(0, 3);
        assertThat(log.lost(0, 0, 4)).isOne();
        assertThat(log.lost(1, 0, 4)).isEqualTo(4);
    }

    @Test
    void isBackFromTheRoundOnAfterWhichNoneIsMissing() {
        rounds(6);
        for (int round : new int[] {0, 2, 4, 5}) {
            log.replied(0, round);
        }
        // The one of round 3 is missing, so it is back from round 4 on.
        assertThat(log.back(0, START, 0, 6)).isEqualTo(ROUND.multipliedBy(4));
        assertThat(log.back(1, START, 0, 6)).as("never").isEqualTo(ROUND.multipliedBy(6));
    }

    @Test
    void isBackAtOnceWhereNothingWasMissing() {
        rounds(3);
        for (int round = 0; round < 3; round++) {
            log.replied(0, round);
        }
        assertThat(log.back(0, START, 0, 3)).isZero();
    }

    @Test
    void knowsARoundByTheLowBitsOfItsNumber() {
        rounds((1 << 16) + 3);
        log.replied(1, 2);
        assertThat(log.lost(1, (1 << 16) + 2, (1 << 16) + 3)).isZero();
    }

    @Test
    void forgetsWhatIsLongPast() {
        rounds(FleetLog.ROUNDS + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> log.lost(0, 0, 1));
        log.replied(0, 0);
        assertThat(log.lost(0, FleetLog.ROUNDS, FleetLog.ROUNDS + 1))
                .as("a late reply counts for no other round")
                .isOne();
    }
}
