package dev.quorumvip.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.lease.LeaseTiming.Part;
import dev.quorumvip.agent.lease.LeaseTiming.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LeaseTimingTest {
    @ParameterizedTest
    @CsvSource({"100, 10", "100, 20", "500, 100", "2000, 400", "30000, 6000", "30000, 10"})
    void acceptsTimingsAtTheBounds(long leaseMillis, long renewMillis) {
        LeaseTiming timing = new LeaseTiming(Duration.ofMillis(leaseMillis), Duration.ofMillis(renewMillis));

        assertThat(timing.leaseDuration()).isEqualTo(Duration.ofMillis(leaseMillis));
        assertThat(timing.renewInterval()).isEqualTo(Duration.ofMillis(renewMillis));
    }

    @Test
    void refusesLeaseThatIsTooShort() {
        assertThat(LeaseTiming.problems(Duration.ofMillis(99), Duration.ofMillis(10)))
                .containsExactly(new Problem(Part.LEASE_DURATION, "is 99ms, but must be from 100ms to 30s"));
    }

    @Test
    void refusesLeaseThatIsTooLong() {
        assertThat(LeaseTiming.problems(Duration.ofMillis(30_001), Duration.ofMillis(10)))
                .containsExactly(new Problem(Part.LEASE_DURATION, "is 30001ms, but must be from 100ms to 30s"));
    }

    @Test
    void refusesRenewIntervalThatIsTooShort() {
        assertThat(LeaseTiming.problems(Duration.ofMillis(500), Duration.ofMillis(9)))
                .containsExactly(new Problem(Part.RENEW_INTERVAL, "is 9ms, but must be at least 10ms"));
    }

    @Test
    void refusesFewerThanFiveRenewalsInALease() {
        assertThat(LeaseTiming.problems(Duration.ofMillis(500), Duration.ofMillis(101)))
                .containsExactly(new Problem(
                        Part.RENEW_INTERVAL,
                        "is 101ms, but must be at most a fifth of the lease duration of 500ms, that is 100ms"));
    }

    @Test
    void reportsAllProblemsTogether() {
        assertThat(LeaseTiming.problems(Duration.ofMillis(0), Duration.ofMillis(5)))
                .extracting(Problem::part)
                .containsExactly(Part.LEASE_DURATION, Part.RENEW_INTERVAL, Part.RENEW_INTERVAL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeaseTiming(Duration.ofSeconds(40), Duration.ofMillis(5)))
                .withMessage("LEASE_DURATION is 40s, but must be from 100ms to 30s;"
                        + " RENEW_INTERVAL is 5ms, but must be at least 10ms");
    }

    @ParameterizedTest
    @EnumSource
    void profilesKeepTheRules(FailoverProfile profile) {
        LeaseTiming timing = profile.timing();

        assertThat(LeaseTiming.problems(timing.leaseDuration(), timing.renewInterval()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"FAST, 200, 40", "BALANCED, 500, 100", "CONSERVATIVE, 2000, 400"})
    void profilesHaveTheirNumbers(FailoverProfile profile, long leaseMillis, long renewMillis) {
        assertThat(profile.timing())
                .isEqualTo(new LeaseTiming(Duration.ofMillis(leaseMillis), Duration.ofMillis(renewMillis)));
    }
}
