package dev.quorumvip.agent.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.lease.VoterTable;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FencePlanTest {
    @ParameterizedTest
    @CsvSource({
        // profile, set window = H or 100 ms, lifetime = L in whole seconds, promise = both and 1.25 s, extension = a
        // quarter of
        // the lifetime
        "FAST,         100, 1000, 2350, 250",
        "BALANCED,     100, 1000, 2350, 250",
        "CONSERVATIVE, 400, 2000, 3650, 500",
    })
    void hasTheseNumbersForEachProfile(
            FailoverProfile profile, long setWindow, long lifetime, long promise, long extendEvery) {
        FencePlan fence = FencePlan.byAddressLifetime(profile.timing());
        assertThat(fence.setWindow()).isEqualTo(Duration.ofMillis(setWindow));
        assertThat(fence.lifetime()).isEqualTo(Duration.ofMillis(lifetime));
        assertThat(fence.promise()).isEqualTo(Duration.ofMillis(promise));
        assertThat(fence.extendEvery()).isEqualTo(Duration.ofMillis(extendEvery));
    }

    @ParameterizedTest
    @CsvSource({"FAST, 200, 1000", "BALANCED, 500, 1000", "CONSERVATIVE, 2000, 2000"})
    void promisesTheLeaseAloneWhereTheKernelKeepsTheDeadline(FailoverProfile profile, long promise, long lifetime) {
        FencePlan fence = FencePlan.byKernelFence(profile.timing());
        assertThat(fence.promise()).isEqualTo(Duration.ofMillis(promise));
        assertThat(fence.setWindow()).isEqualTo(Duration.ofMillis(promise));
        assertThat(fence.lifetime()).isEqualTo(Duration.ofMillis(lifetime));
    }

    @ParameterizedTest
    @EnumSource(FailoverProfile.class)
    void extendsOftenEnoughThatAHealthyHolderKeepsItsAddress(FailoverProfile profile) {
        LeaseTiming timing = profile.timing();
        FencePlan fence = FencePlan.byAddressLifetime(timing);
        Duration longestGap = fence.extendEvery().plus(timing.renewInterval().multipliedBy(3));
        assertThat(longestGap)
                .as("an extension is due, and three renewals pass until one is confirmed")
                .isLessThan(fence.lifetime());
    }

    @Test
    void neverLetsARoundThatIsOlderThanTheLeaseSetTheKernel() {
        FencePlan fence = FencePlan.byAddressLifetime(
                new LeaseTiming(LeaseTiming.SHORTEST_LEASE, LeaseTiming.SHORTEST_LEASE.dividedBy(5)));
        assertThat(fence.setWindow()).isLessThanOrEqualTo(LeaseTiming.SHORTEST_LEASE);
    }

    @Test
    void promisesNoMoreThanVotersGiveForTheLongestLease() {
        LeaseTiming longest = new LeaseTiming(LeaseTiming.LONGEST_LEASE, LeaseTiming.LONGEST_LEASE.dividedBy(5));
        assertThat(FencePlan.byAddressLifetime(longest).promise()).isEqualTo(Duration.ofMillis(37_250));
        assertThat(FencePlan.byAddressLifetime(longest).promise()).isLessThan(VoterTable.LONGEST_PROMISE);
    }

    @Test
    void bindsAnewOnlyWithHalfALeaseLeftOrWhileTheKernelMayBeSet() {
        LeaseTiming balanced = FailoverProfile.BALANCED.timing();
        assertThat(FencePlan.byKernelFence(balanced).bindWindow()).isEqualTo(Duration.ofMillis(250));
        FencePlan slow = FencePlan.byAddressLifetime(balanced);
        assertThat(slow.bindWindow()).isEqualTo(slow.setWindow());
    }
}
