package dev.quorumvip.agent.conflict;

import static dev.quorumvip.agent.conflict.Segment.ELSEWHERE;
import static dev.quorumvip.agent.conflict.Segment.KNOWN;
import static dev.quorumvip.agent.conflict.Segment.MEMBER;
import static dev.quorumvip.agent.conflict.Segment.OTHER_STRANGER;
import static dev.quorumvip.agent.conflict.Segment.OWN;
import static dev.quorumvip.agent.conflict.Segment.STRANGER;
import static dev.quorumvip.agent.conflict.Segment.VIP;
import static dev.quorumvip.agent.conflict.Segment.VIP6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.conflict.ClaimProbe.Result;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimProbeTest {
    private static final ProbePlan PUNCTUAL = new ProbePlan(3, Duration.ofNanos(100), Duration.ZERO);
    private static final long START = 5_000;

    private final ClaimProbe probe = new ClaimProbe(List.of(VIP, VIP6), PUNCTUAL, new Random(1), START);

    @Test
    void asksForEachAddressThreeTimesAndThenItIsClear() {
        for (long at : new long[] {START, START + 100, START + 200}) {
            assertThat(probe.nextTickNanos()).hasValue(at);
            assertThat(probe.tick(at - 1)).as("not before it is due").isEmpty();
            assertThat(probe.tick(at)).containsExactly(VIP, VIP6);
            assertThat(probe.tick(at)).isEmpty();
        }
        assertThat(probe.tick(START + 299)).isEmpty();
        assertThat(probe.result()).as("the last answer may still come").isEmpty();
        assertThat(probe.tick(START + 300)).isEmpty();
        assertThat(probe.result()).contains(new Result.Clear());
        assertThat(probe.nextTickNanos()).isEmpty();
    }

    static Stream<NeighbourMessage> conflicting() {
        return Stream.of(
                Segment.answer(VIP, STRANGER),
                Segment.announcement(VIP, STRANGER),
                Segment.use(VIP, STRANGER),
                Segment.probe(VIP, STRANGER),
                Segment.answer(VIP6, STRANGER),
                Segment.announcement(VIP6, STRANGER),
                Segment.probe(VIP6, STRANGER));
    }

    @ParameterizedTest
    @MethodSource("conflicting")
    void endsWithTheStrangersMacAsSoonAsOneIsHeard(NeighbourMessage message) {
        probe.tick(START);
        probe.heard(message, KNOWN);
        assertThat(probe.result()).contains(new Result.Conflict(message.address(), STRANGER));
        assertThat(probe.nextTickNanos()).isEmpty();
        assertThat(probe.tick(START + 100)).as("asks no more").isEmpty();
        probe.heard(Segment.answer(VIP, OTHER_STRANGER), KNOWN);
        assertThat(probe.tick(START + 1_000)).isEmpty();
        assertThat(probe.result()).contains(new Result.Conflict(message.address(), STRANGER));
    }

    @Test
    void hearsAStrangerBeforeTheFirstQuestionToo() {
        probe.heard(Segment.announcement(VIP, STRANGER), KNOWN);
        assertThat(probe.tick(START)).isEmpty();
        assertThat(probe.result()).contains(new Result.Conflict(VIP, STRANGER));
    }

    static Stream<NeighbourMessage> harmless() {
        return Stream.of(
                Segment.answer(VIP, MEMBER), // it held the address before
                Segment.announcement(VIP6, MEMBER),
                Segment.probe(VIP, MEMBER), // it looks as well
                Segment.probe(VIP, OWN), // this node's own frame came back
                Segment.answer(VIP, OWN),
                Segment.question(VIP, STRANGER), // a client asks
                Segment.answer(ELSEWHERE, STRANGER),
                Segment.probe(ELSEWHERE, STRANGER));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void takesNobodyElseForAStranger(NeighbourMessage message) {
        for (long at = START; at <= START + 300; at += 100) {
            probe.tick(at);
            probe.heard(message, KNOWN);
        }
        assertThat(probe.result()).contains(new Result.Clear());
    }

    /** The answers may be there, and not looked at yet. */
    @Test
    void asksOnceMoreWhenTheProcessWasHeldUp() {
        probe.tick(START);
        probe.tick(START + 100);
        probe.tick(START + 200);
        long late = START + 200 + 100 + 101;
        assertThat(probe.tick(late)).containsExactly(VIP, VIP6);
        assertThat(probe.result()).isEmpty();
        assertThat(probe.tick(late + 100)).isEmpty();
        assertThat(probe.result()).contains(new Result.Clear());
    }

    @Test
    void comesToAnEndHoweverLateItAlwaysIs() {
        int asked = 0;
        for (long at = START; probe.result().isEmpty(); at += 1_000) {
            asked += probe.tick(at).isEmpty() ? 0 : 1;
            assertThat(asked).isLessThanOrEqualTo(6);
        }
        assertThat(probe.result()).contains(new Result.Clear());
        assertThat(asked).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void waitsAreLongerByChanceAndNeverShorter(long seed) {
        ProbePlan plan = new ProbePlan(50, Duration.ofNanos(100), Duration.ofNanos(20));
        ClaimProbe jittery = new ClaimProbe(List.of(VIP), plan, new Random(seed), START);
        List<Long> waits = new ArrayList<>();
        long last = START;
        assertThat(jittery.nextTickNanos().orElseThrow()).isBetween(START, START + 20);
        while (jittery.result().isEmpty()) {
            long at = jittery.nextTickNanos().orElseThrow();
            waits.add(at - last);
            jittery.tick(at);
            last = at;
        }
        waits.removeFirst();
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(100L, 120L));
        assertThat(waits.stream().distinct().count()).isGreaterThan(5);
    }

    @Test
    void goesOnWhenTheClockWrapsAround() {
        long due = Long.MAX_VALUE - 50;
        ClaimProbe late = new ClaimProbe(List.of(VIP), PUNCTUAL, new Random(1), due);
        for (int i = 0; i < 3; i++) {
            List<InetAddress> asked = late.tick(due);
            assertThat(asked).containsExactly(VIP);
            due += 100;
        }
        late.tick(due);
        assertThat(late.result()).contains(new Result.Clear());
    }

    @Test
    void refusesPlansThatAskNothingOrWithoutPause() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProbePlan(0, second, Duration.ZERO))
                .withMessageContaining("count");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProbePlan(1, Duration.ZERO, Duration.ZERO))
                .withMessageContaining("interval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProbePlan(1, second, Duration.ofNanos(-1)))
                .withMessageContaining("jitter");
    }
}
