package dev.quorumvip.agent.elect.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.lease.ClockRate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldTimingTest {
    private static final Duration TTL = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(longs = {1_000, 1_001, 1_500, 5_000, 15_000, 60_000})
    void endsBeforeTheLockDelayOnWhateverClock(long lockDelayMillis) {
        Duration lockDelay = Duration.ofMillis(lockDelayMillis);
        HoldTiming timing = HoldTiming.byKernelFence(lockDelay, Duration.ofMinutes(10));
        Duration stretched = Duration.ofNanos(
                ClockRate.stretch(timing.lease().leaseDuration().toNanos()));
        assertThat(stretched).isLessThanOrEqualTo(lockDelay);
        assertThat(timing.plan().promise()).isEqualTo(timing.lease().leaseDuration());
    }

    @Test
    void usesAlmostAllOfIt() {
        assertThat(HoldTiming.byKernelFence(Duration.ofSeconds(1), TTL).lease().leaseDuration())
                .isEqualTo(Duration.ofMillis(999));
        assertThat(HoldTiming.byKernelFence(Duration.ofSeconds(60), TTL).lease().leaseDuration())
                .as("not more than the TTL")
                .isEqualTo(Duration.ofMillis(9_990));
    }

    @Test
    void leavesRoomForTheKernelsLatenessWithoutAFence() {
        HoldTiming timing =
                HoldTiming.byAddressLifetime(Duration.ofSeconds(5), TTL).orElseThrow();
        assertThat(timing.plan().promise()).isLessThanOrEqualTo(Duration.ofMillis(4_995));
        assertThat(timing.lease().leaseDuration()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void knowsWhenThereIsNoRoomForIt() {
        assertThat(HoldTiming.byAddressLifetime(Duration.ofSeconds(2), TTL)).isEqualTo(Optional.empty());
        assertThat(HoldTiming.byAddressLifetime(Duration.ofSeconds(3), TTL)).isPresent();
    }
}
