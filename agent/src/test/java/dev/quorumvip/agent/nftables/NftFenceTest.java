package dev.quorumvip.agent.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.clock.SettableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    void aGuardedAddressIsClosedUntilItIsGrantedUnderALease() throws Exception {
        assertThat(kernel.passes(WEB)).as("not ours to close").isTrue();
        fence.guard(ETH0, List.of(WEB));
        assertThat(kernel.passes(WEB)).isFalse();
        assertThat(kernel.passes(DB)).isTrue();
        assertThat(fence.begin(in(LEASE))).isTrue();
        assertThat(kernel.passes(WEB)).isFalse();
        assertThat(fence.grant(List.of(WEB))).isTrue();
        assertThat(kernel.passes(WEB)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10", "2001:db8::10"})
    void theKernelClosesItBeforeTheDeadline(String address) throws Exception {
        InetAddress ip = ip(address);
        open(LEASE, ip);
        clock.advance(LEASE.minus(NftFence.PERMIT).minusMillis(10));
        assertThat(kernel.passes(ip)).isTrue();
        clock.advance(NftFence.PERMIT.plusMillis(10));
        assertThat(kernel.passes(ip)).isFalse();
    }

    @Test
    void anExtensionKeepsAllGatesOpenThatAreGranted() throws Exception {
        fence.guard(ETH0, List.of(WEB, WEB6, DB));
        fence.begin(in(LEASE));
        fence.grant(List.of(WEB, WEB6));
        clock.advance(LEASE.dividedBy(2));
        assertThat(fence.extend(in(LEASE))).isTrue();
        clock.advance(LEASE.dividedBy(2));
        assertThat(kernel.passes(WEB)).isTrue();
        assertThat(kernel.passes(WEB6)).isTrue();
        assertThat(kernel.passes(DB)).as("an extension grants nothing").isFalse();
    }

    @Test
    void anExtensionBeginsNothing() throws Exception {
        assertThat(fence.extend(in(LEASE))).as("no lease was begun").isFalse();
        open(LEASE, WEB);
        clock.advance(LEASE);
        assertThat(fence.extend(in(LEASE))).isFalse();
        assertThat(kernel.passes(WEB)).isFalse();
    }

    @Test
    void whatWasGrantedUnderAFormerLeaseStaysClosedUnderTheNext() throws Exception {
        open(LEASE, WEB, WEB6);
        clock.advance(LEASE);
        assertThat(fence.begin(in(LEASE))).isTrue();
        assertThat(kernel.passes(WEB)).isFalse();
        assertThat(kernel.passes(WEB6)).isFalse();
        assertThat(fence.grant(List.of(WEB))).isTrue();
        assertThat(kernel.passes(WEB)).isTrue();
        assertThat(kernel.passes(WEB6)).isFalse();
    }

    @Test
    void alsoWhenTheFormerLeaseStillRuns() throws Exception {
        open(LEASE, WEB);
        assertThat(fence.begin(in(LEASE))).isTrue();
        assertThat(kernel.passes(WEB)).isFalse();
    }

    /** The process decides under a lease, is stopped until that is over, and goes on. */
    @Test
    void aGrantThatComesTooLateOpensNothingNowAndNothingLater() throws Exception {
        fence.guard(ETH0, List.of(WEB));
        fence.begin(in(LEASE));
        pauseBefore = () -> clock.advance(LEASE);
        fence.grant(List.of(WEB));
        pauseBefore = () -> {};
        assertThat(kernel.isGranted(WEB)).isTrue();
        assertThat(kernel.passes(WEB)).isFalse();
        assertThat(fence.extend(in(LEASE))).isFalse();
        assertThat(fence.begin(in(LEASE))).isTrue();
        assertThat(kernel.passes(WEB)).isFalse();
    }

    @Test
    void doesNotBeginWhenItIsTooLate() throws Exception {
        fence.guard(ETH0, List.of(WEB));
        assertThat(fence.begin(clock.nanos())).isFalse();
        assertThat(fence.begin(in(NftFence.PERMIT))).isFalse();
        assertThat(kernel.leaseRuns()).isFalse();
    }

    @Test
    void grantsNothingWhereNoLeaseWasBegun() throws Exception {
        fence.guard(ETH0, List.of(WEB));
        assertThat(fence.grant(List.of(WEB))).isFalse();
        assertThat(kernel.isGranted(WEB)).isFalse();
    }

    @Test
    void shutsAtOnceAndLetsGo() throws Exception {
        open(LEASE, WEB, WEB6, DB);
        fence.shut(List.of(WEB, WEB6));
        assertThat(kernel.passes(WEB)).isFalse();
        assertThat(kernel.passes(WEB6)).isFalse();
        assertThat(kernel.passes(DB)).isTrue();
        fence.shut(List.of(WEB, DB));
        assertThat(kernel.passes(DB)).isFalse();
        fence.remove(List.of(WEB, DB));
        assertThat(kernel.isGuarded(WEB)).isFalse();
        assertThat(kernel.isGuarded(WEB6)).isTrue();
        fence.remove(List.of(WEB, WEB6));
        assertThat(kernel.isGuarded(WEB6)).isFalse();
        assertThat(kernel.isGranted(WEB6)).isFalse();
    }

    @Test
    void guardsOnSeveralInterfaces() throws Exception {
        fence.guard(ETH1, List.of(WEB));
        fence.guard(ETH1, List.of(DB));
        assertThat(kernel.passes(WEB)).isFalse();
    }

    @Test
    void guardingAnewClosesNothing() throws Exception {
        open(LEASE, WEB);
        fence.guard(ETH1, List.of(WEB, DB));
        assertThat(kernel.passes(WEB)).isTrue();
        assertThat(kernel.passes(DB)).isFalse();
    }

    @Test
    void makesTheTableAnewThatSomebodyTookAway() throws Exception {
        open(LEASE, WEB);
        fence.guard(ETH1, List.of(DB));
        kernel.flushRuleset();
        assertThat(fence.extend(in(LEASE))).isFalse();
        assertThat(kernel.passes(WEB))
                .as("closed, as nobody knows how long it was open")
                .isFalse();
        assertThat(kernel.isGuarded(DB)).isTrue();
        assertThat(fence.begin(in(LEASE))).isTrue();
        assertThat(fence.grant(List.of(WEB))).isTrue();
        assertThat(kernel.passes(WEB)).isTrue();
        kernel.flushRuleset();
        fence.guard(ETH0, List.of(WEB6));
        assertThat(kernel.isGuarded(WEB)).isTrue();
        assertThat(kernel.isGuarded(WEB6)).isTrue();
        assertThat(fence.grant(List.of(WEB6))).as("no lease runs there").isFalse();
        assertThat(kernel.passes(WEB6)).isFalse();
    }

    @Test
    void grantsNothingInATableThatIsGone() throws Exception {
        open(LEASE, WEB);
        kernel.flushRuleset();
        assertThat(fence.grant(List.of(DB))).isFalse();
        fence.shut(List.of(WEB));
        fence.remove(List.of(WEB));
        assertThat(kernel.hasTable()).isFalse();
        assertThat(fence.begin(in(LEASE))).isTrue();
        assertThat(kernel.isGuarded(WEB)).as("it was let go meanwhile").isFalse();
    }

    @Test
    void leavesNothingBehindButWhatIsStillGuarded() throws Exception {
        fence.guard(ETH0, List.of(WEB));
        fence.close();
        assertThat(kernel.hasTable()).isTrue();
        fence.remove(List.of(WEB));
        fence.close();
        assertThat(kernel.hasTable()).isFalse();
    }

    @Test
    void replacesTheTableOfAnEarlierLife() throws Exception {
        open(LEASE, WEB);
        NftFence next = kernel.fence(ETH0);
        assertThat(kernel.isGuarded(WEB)).isFalse();
        next.guard(ETH0, List.of(WEB));
        assertThat(next.grant(List.of(WEB))).isFalse();
        assertThat(kernel.passes(WEB)).isFalse();
    }

    @Test
    void triesAgainWhenItWasHeldUpForAMoment() throws Exception {
        open(LEASE, WEB);
        clock.advance(LEASE.dividedBy(5));
        long deadline = in(LEASE);
        Duration[] pauses = {Duration.ZERO, Duration.ofMillis(30)};
        int[] calls = {0};
        pauseBefore = () -> clock.advance(calls[0] < pauses.length ? pauses[calls[0]++] : Duration.ZERO);
        assertThat(fence.extend(deadline)).isTrue();
        clock.advance(Duration.ofNanos(deadline - clock.nanos()).minusMillis(30));
        assertThat(kernel.passes(WEB)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 200, 1000, 2500})
    void anExtensionCostsTheSameForOneAddressAndForMany(int many) throws Exception {
        InetAddress[] ips = IntStream.range(0, many)
                .mapToObj(i -> ip("10.0." + i / 250 + "." + i % 250))
                .toArray(InetAddress[]::new);
        open(LEASE, ips);
        assertThat(kernel.passes(ips[many - 1])).isTrue();
        int before = kernel.transactions();
        assertThat(fence.extend(in(LEASE))).isTrue();
        assertThat(kernel.transactions() - before).isEqualTo(2);
    }

    /**
     * The process may be stopped for any time before and after each transaction, and never go on after any. It may give
     * one of its addresses up while it goes on with the others.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noGateIsEverOpenPastTheDeadlineOfTheLeaseItWasGrantedUnder(long seed) throws Exception {
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
            long latestForDb = clock.nanos();
            boolean holdsDb = random.nextBoolean();
            try {
                fence.remove(List.of(WEB, DB));
                fence.guard(ETH0, List.of(WEB, DB));
                for (int round = 0; round < 10; round++) {
                    long deadline = in(LEASE);
                    latest = deadline;
                    latestForDb = holdsDb ? deadline : latestForDb;
                    if (!fence.extend(deadline) && fence.begin(deadline)) {
                        fence.grant(holdsDb ? List.of(WEB, DB) : List.of(WEB));
                    }
                    everOpen += kernel.passes(WEB) ? 1 : 0;
                    if (holdsDb && random.nextInt(5) == 0) {
                        // Without a word to the fence: as when a lease ran out, and it is not wanted under the next.
                        holdsDb = false;
                        clock.advance(LEASE);
                    }
                    if (!holdsDb && clock.nanos() - latestForDb >= 0) {
                        assertThat(kernel.passes(DB))
                                .as("seed %d, life %d, round %d", seed, life, round)
                                .isFalse();
                    }
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

    private void open(Duration lease, InetAddress... ips) throws Exception {
        fence.guard(ETH0, List.of(ips));
        assertThat(fence.begin(in(lease))).isTrue();
        assertThat(fence.grant(List.of(ips))).isTrue();
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
