package dev.quorumvip.agent.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.clock.SettableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a gate is open, whatever holds the process up. What the kernel makes of the rules is {@link NftFenceKernelTest}.
 */
class NftFenceTest {
    private static final Link ETH0 = new Link(3, "eth0", MacAddress.ZERO, true, true);
    private static final Link ETH1 = new Link(4, "eth1", MacAddress.ZERO, true, true);
    private static final InetAddress WEB = ip("192.0.2.10");
    private static final InetAddress DB = ip("192.0.2.11");
    private static final InetAddress WEB6 = ip("2001:db8::10");
    private static final Duration LEASE = Duration.ofMillis(500);

    private final SettableClock clock = new SettableClock();
    private Runnable pauseBefore = () -> {};
    private Runnable pauseAfter = () -> {};
    private final SimulatedNft kernel = new SimulatedNft(clock, () -> pauseBefore.run(), () -> pauseAfter.run());
    private final NftFence fence = kernel.fence(ETH0);

    @Test
    void aGuardedAddressIsClosedUntilItsGateIsOpened() throws Exception {
        assertThat(kernel.passes(WEB)).as("not ours to close").isTrue();
        fence.guard(ETH0, WEB);
        assertThat(kernel.passes(WEB)).isFalse();
        assertThat(kernel.passes(DB)).isTrue();
        assertThat(fence.open(WEB, in(LEASE))).isTrue();
        assertThat(kernel.passes(WEB)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void theKernelClosesItBeforeTheDeadline(String address) throws Exception {
        InetAddress ip = ip(address);
        fence.guard(ETH0, ip);
        fence.open(ip, in(LEASE));
        clock.advance(LEASE.minus(NftFence.PERMIT).minusMillis(10));
        assertThat(kernel.passes(ip)).isTrue();
        clock.advance(NftFence.PERMIT.plusMillis(10));
        assertThat(kernel.passes(ip)).isFalse();
    }

    @Test
    void extendsOpenGatesAndTellsWhichHaveClosed() throws Exception {
        fence.guard(ETH0, WEB);
        fence.guard(ETH0, WEB6);
        fence.guard(ETH0, DB);
        fence.open(WEB, in(LEASE));
        fence.open(WEB6, in(LEASE));
        fence.open(DB, in(LEASE.dividedBy(2)));
        clock.advance(LEASE.dividedBy(2));
        assertThat(fence.extend(List.of(WEB, DB, WEB6), in(LEASE))).containsExactly(DB);
        clock.advance(LEASE.dividedBy(2));
        assertThat(kernel.passes(WEB)).isTrue();
        assertThat(kernel.passes(WEB6)).isTrue();
        assertThat(kernel.passes(DB)).as("an extension opens nothing").isFalse();
    }

    @Test
    void opensWhatHadClosed() throws Exception {
        fence.guard(ETH0, WEB);
        fence.open(WEB, in(LEASE));
        clock.advance(LEASE);
        assertThat(fence.open(WEB, in(LEASE))).isTrue();
        assertThat(kernel.passes(WEB)).isTrue();
    }

    @Test
    void doesNotOpenWhenItIsTooLate() throws Exception {
        fence.guard(ETH0, WEB);
        assertThat(fence.open(WEB, clock.nanos())).isFalse();
        assertThat(fence.open(WEB, in(NftFence.PERMIT))).isFalse();
        assertThat(kernel.passes(WEB)).isFalse();
    }

    @Test
    void shutsAtOnceAndLetsGo() throws Exception {
        fence.guard(ETH0, WEB);
        fence.open(WEB, in(LEASE));
        fence.shut(WEB);
        assertThat(kernel.passes(WEB)).isFalse();
        fence.shut(WEB);
        fence.remove(WEB);
        assertThat(kernel.isGuarded(WEB)).isFalse();
        fence.remove(WEB);
    }

    @Test
    void guardsOnSeveralInterfaces() throws Exception {
        fence.guard(ETH1, WEB);
        fence.guard(ETH1, DB);
        assertThat(kernel.passes(WEB)).isFalse();
    }

    @Test
    void makesTheTableAnewThatSomebodyTookAway() throws Exception {
        fence.guard(ETH0, WEB);
        fence.guard(ETH1, DB);
        fence.open(WEB, in(LEASE));
        kernel.flushRuleset();
        assertThat(fence.extend(List.of(WEB, DB), in(LEASE))).containsExactlyInAnyOrder(WEB, DB);
        assertThat(kernel.passes(WEB))
                .as("closed, as nobody knows how long it was open")
                .isFalse();
        assertThat(fence.open(WEB, in(LEASE))).isTrue();
        kernel.flushRuleset();
        fence.guard(ETH0, WEB6);
        assertThat(kernel.isGuarded(WEB)).isTrue();
        assertThat(kernel.isGuarded(WEB6)).isTrue();
    }

    @Test
    void leavesNothingBehindButWhatIsStillGuarded() throws Exception {
        fence.guard(ETH0, WEB);
        fence.close();
        assertThat(kernel.hasTable()).isTrue();
        fence.remove(WEB);
        fence.close();
        assertThat(kernel.hasTable()).isFalse();
    }

    @Test
    void replacesTheTableOfAnEarlierLife() throws Exception {
        fence.guard(ETH0, WEB);
        NftFence next = kernel.fence(ETH0);
        assertThat(kernel.isGuarded(WEB)).isFalse();
        next.guard(ETH0, DB);
        assertThat(kernel.passes(DB)).isFalse();
    }

    @Test
    void triesAgainWhenItWasHeldUpForAMoment() throws Exception {
        fence.guard(ETH0, WEB);
        fence.open(WEB, in(LEASE));
        clock.advance(LEASE.dividedBy(5));
        long deadline = in(LEASE);
        Duration[] pauses = {Duration.ZERO, Duration.ofMillis(30)};
        int[] calls = {0};
        pauseBefore = () -> clock.advance(calls[0] < pauses.length ? pauses[calls[0]++] : Duration.ZERO);
        assertThat(fence.extend(List.of(WEB), deadline)).isEmpty();
        clock.advance(Duration.ofNanos(deadline - clock.nanos()).minusMillis(30));
        assertThat(kernel.passes(WEB)).isTrue();
    }

    /** The process may be stopped for any time before and after each transaction, and never go on after any. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noGateIsEverOpenPastItsDeadline(long seed) throws Exception {
        Random random = new Random(seed);
        final class Ended extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        pauseBefore = () -> clock.advance(pause(random));
        pauseAfter = () -> {
            clock.advance(pause(random));
            if (random.nextInt(40) == 0) {
                throw new Ended();
            }
        };
        int everOpen = 0;
        for (int life = 0; life < 2_000; life++) {
            long latest = Long.MIN_VALUE;
            try {
                fence.remove(WEB);
                fence.guard(ETH0, WEB);
                for (int round = 0; round < 10; round++) {
                    long deadline = in(LEASE);
                    latest = deadline;
                    if (fence.extend(Set.of(WEB), deadline).contains(WEB)) {
                        fence.open(WEB, deadline);
                    }
                    everOpen += kernel.passes(WEB) ? 1 : 0;
                    clock.advance(Duration.ofMillis(random.nextInt(200)));
                }
            } catch (Ended e) {
                // Killed, in the midst of something.
            }
            if (latest != Long.MIN_VALUE && kernel.isGuarded(WEB)) {
                clock.advance(Duration.ofNanos(Math.max(0, latest - clock.nanos())));
                assertThat(kernel.passes(WEB))
                        .as("seed %d, life %d", seed, life)
                        .isFalse();
            }
        }
        assertThat(everOpen).as("else this proves nothing").isGreaterThan(1_000);
    }

    private static Duration pause(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Duration.ofMillis(random.nextInt(700));
            case 1 -> Duration.ofMillis(random.nextInt(40));
            default -> Duration.ofNanos(random.nextInt(200_000));
        };
    }

    private long in(Duration span) {
        return clock.nanos() + span.toNanos();
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }
}
