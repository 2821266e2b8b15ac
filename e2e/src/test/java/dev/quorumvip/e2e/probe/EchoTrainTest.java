package dev.quorumvip.e2e.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EchoTrainTest {
    private static final Duration INTERVAL = Duration.ofMillis(2);
    private static final long START = 1_000_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final long[] sent = new long[100];
    private final long[] left = new long[100];
    private final long[] replied = new long[100];
    private final EchoTrain train = new EchoTrain(INTERVAL, sent, left, replied);

    EchoTrainTest() {
        for (int i = 0; i < sent.length; i++) {
            sent[i] = START + millis(2 * i);
            left[i] = sent[i] + 10_000;
            replied[i] = sent[i] + 50_000;
        }
    }

    @Test
    void steadyRepliesAreNoOutage() {
        assertThat(gap().duration()).isLessThan(Duration.ofMillis(1));
        assertThat(train.lost(at(0), at(200), PATIENCE)).isZero();
    }

    @Test
    void outageIsTheTimeWithoutRepliesLessOneInterval() {
        lose(20, 49); // the last reply before is of the request at 38 ms, the next of that at 100 ms
        assertThat(gap().duration()).isBetween(Duration.ofNanos(59_980_000), Duration.ofMillis(60));
        assertThat(train.lost(at(0), at(200), PATIENCE)).isEqualTo(30);
    }

    @Test
    void outageThatDoesNotEndLastsToTheEnd() {
        lose(50, 99);
        assertThat(gap().duration()).isBetween(Duration.ofMillis(98), Duration.ofMillis(100));
        assertThat(train.lastReplyAt(at(200))).contains(EchoTrain.instant(replied[49]));
    }

    @Test
    void outageThatBeganBeforeTheMomentCountsWhole() {
        lose(20, 49);
        assertThat(train.longestGapSince(at(90), at(200)).duration()).isGreaterThan(Duration.ofMillis(59));
    }

    @Test
    void outageThatEndedBeforeTheMomentDoesNotCount() {
        lose(20, 29);
        assertThat(train.longestGapSince(at(100), at(200)).duration()).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void repliesThatComeLateAndAllAtOnceAreAnOutage() {
        for (int i = 20; i < 50; i++) {
            replied[i] = START + millis(100); // as from a kernel that kept them until it knew the neighbour
        }
        assertThat(gap().duration()).isGreaterThan(Duration.ofMillis(59));
        assertThat(train.lost(at(0), at(200), PATIENCE)).isZero();
    }

    @Test
    void replyAfterThePatienceIsLost() {
        replied[10] = sent[10] + PATIENCE.toNanos() + 1;
        assertThat(train.lost(at(0), at(200), PATIENCE)).isOne();
    }

    @Test
    void pauseOfTheSenderIsNoOutage() {
        delaySenderFrom(60, 30);
        assertThat(gap().duration()).isLessThan(Duration.ofMillis(1));
        assertThat(train.senderLateness(at(0), at(200))).isBetween(Duration.ofMillis(30), Duration.ofMillis(31));
    }

    @Test
    void pauseWithinTheCallThatSendsIsNoOutageEither() {
        delaySenderFrom(60, 30);
        sent[60] -= millis(30); // noted before the pause, sent after it
        assertThat(gap().duration()).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void pauseOfTheSenderInTheMiddleOfAnOutageShortensItNot() {
        lose(20, 49);
        Duration before = gap().duration();
        delaySenderFrom(35, 30);
        assertThat(gap().duration()).isEqualTo(before.plusMillis(30));
    }

    @Test
    void pauseOfTheSenderAtTheEndOfAnOutageIsTakenOff() {
        lose(20, 49);
        Duration before = gap().duration();
        delaySenderFrom(50, 30);
        assertThat(gap().duration()).isBetween(before.minusNanos(20_000), before);
    }

    private EchoTrain.Gap gap() {
        return train.longestGapSince(at(10), at(200));
    }

    private void lose(int first, int last) {
        for (int i = first; i <= last; i++) {
            replied[i] = EchoTrain.NEVER;
        }
    }

    private void delaySenderFrom(int first, int byMillis) {
        for (int i = first; i < sent.length; i++) {
            sent[i] += millis(byMillis);
            left[i] += millis(byMillis);
            replied[i] = replied[i] == EchoTrain.NEVER ? EchoTrain.NEVER : replied[i] + millis(byMillis);
        }
    }

    private static long millis(int millis) {
        return millis * 1_000_000L;
    }

    private static Instant at(int millis) {
        return EchoTrain.instant(START + millis(millis));
    }
}
