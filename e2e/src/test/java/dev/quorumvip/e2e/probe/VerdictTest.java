package dev.quorumvip.e2e.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.probe.Verdict.DoubleAnswer;
import dev.quorumvip.e2e.probe.Verdict.Holding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final MacAddress A = new MacAddress(0xa);
    private static final MacAddress B = new MacAddress(0xb);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long ROUND_MICROS = 10_000;

    private final List<Answer> answers = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();

    @Test
    void handoverIsNoDoubleAnswer() {
        answer(A, 0, 0);
        answer(A, 1, 0);
        answer(B, 5, 50);
        answer(B, 6, 50);
        assertThat(verdict(7).doubleAnswers()).isEmpty();
    }

    @Test
    void handoverWithinARoundIsNoDoubleAnswer() {
        answer(A, 1, 0);
        answer(B, 1, 4_000); // the probe was delayed between its two requests
        answer(B, 2, 0);
        assertThat(verdict(3).doubleAnswers()).isEmpty();
    }

    @Test
    void bothInOneMomentAreADoubleAnswer() {
        answer(A, 1, 0);
        answer(B, 1, 50);
        assertThat(verdict(2).doubleAnswers()).hasSize(1);
    }

    @Test
    void answerBetweenTwoOfAnotherIsADoubleAnswer() {
        answer(A, 1, 0);
        answer(B, 2, 5_000);
        answer(A, 4, 0);
        List<DoubleAnswer> found = verdict(5).doubleAnswers();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().before().mac()).isEqualTo(A);
        assertThat(found.getFirst().intruder().mac()).isEqualTo(B);
    }

    @Test
    void doubleAnswerLastsAsLongAsBothAnswer() {
        answer(A, 0, 0);
        for (int round = 1; round <= 10; round++) {
            answer(A, round, 0);
            answer(B, round, 50);
        }
        answer(B, 11, 50);
        assertThat(verdict(12).doubleAnswers())
                .singleElement()
                .extracting(DoubleAnswer::duration)
                .isEqualTo(Duration.ofNanos(9 * ROUND_MICROS * 1_000));
    }

    @Test
    void longOverlapIsOneDoubleAnswer() {
        for (int round = 0; round < 100; round++) {
            answer(A, round, 0);
            if (round >= 50) {
                answer(B, round, 1_500);
            }
        }
        List<DoubleAnswer> found = verdict(100).doubleAnswers();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().intruder().sentAt()).isEqualTo(at(50, 1_500));
        assertThat(found.getFirst().after().sentAt()).isEqualTo(at(99, 1_500));
    }

    @Test
    void movingThereAndBackLaterIsNoDoubleAnswer() {
        answer(A, 1, 0);
        answer(B, 60, 0);
        answer(A, 120, 0);
        assertThat(verdict(121).doubleAnswers()).isEmpty();
    }

    @Test
    void movingThereAndBackAtOnceIsNoDoubleAnswerWhenEachTurnIsAnnounced() {
        answer(A, 1, 0);
        answer(B, 4, 0);
        answer(B, 5, 0);
        answer(A, 7, 0);
        announcement(A, 7, 2_000);
        assertThat(verdict(8).doubleAnswers()).isEmpty();
    }

    @Test
    void announcementWhileTheOtherAnswersIsNoTurn() {
        answer(A, 1, 0);
        announcement(A, 2, 0);
        answer(B, 4, 0);
        announcement(B, 4, 1_000);
        answer(A, 7, 0);
        assertThat(verdict(8).doubleAnswers()).hasSize(1);
    }

    @Test
    void announcingExcusesNobodyWhoAnswersBesideAnother() {
        answer(A, 1, 0);
        answer(B, 2, 0);
        answer(A, 2, 50);
        announcement(A, 2, 40);
        assertThat(verdict(3).doubleAnswers()).hasSize(1);
    }

    @Test
    void stalledProbeDoesNotTurnTwoMovesIntoADoubleAnswer() {
        answers.add(new Answer(A, 1, at(1, 0), at(1, 0)));
        answers.add(new Answer(B, 2, at(200, 0), at(200, 0)));
        answers.add(new Answer(A, 3, at(400, 0), at(400, 0)));
        assertThat(verdict(401).doubleAnswers()).isEmpty();
    }

    @Test
    void outageReachesFromTheLastAnswerBeforeTheFaultToTheFirstAfter() {
        answer(A, 0, 0);
        answer(A, 1, 0);
        answer(B, 40, 0);
        answer(B, 41, 0);
        assertThat(verdict(42).longestOutageSince(at(1, 3_000)).duration()).isEqualTo(Duration.ofMillis(390));
    }

    @Test
    void outageThatDoesNotEndReachesToTheEndOfTheRecording() {
        answer(A, 0, 0);
        assertThat(verdict(100).longestOutageSince(at(0, 0)).duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new Verdict(recording(100, List.of()))
                        .longestOutageSince(at(20, 0))
                        .duration())
                .isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void outageBeforeTheFaultDoesNotCount() {
        answer(A, 0, 0);
        answer(A, 50, 0);
        answer(A, 51, 0);
        assertThat(verdict(52).longestOutageSince(at(50, 1_000)).duration()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void holdingsAreTheUnbrokenTimesOfOneNode() {
        answer(A, 0, 0);
        answer(A, 1, 0);
        answer(B, 5, 0);
        answer(A, 90, 0);
        assertThat(verdict(91).holdings())
                .containsExactly(
                        new Holding(A, at(0, 0), at(1, 0)),
                        new Holding(B, at(5, 0), at(5, 0)),
                        new Holding(A, at(90, 0), at(90, 0)));
    }

    private void answer(MacAddress mac, int round, long micros) {
        answers.add(new Answer(mac, round, at(round, micros), at(round, micros + 30)));
    }

    private void announcement(MacAddress mac, int round, long micros) {
        announcements.add(new Announcement(mac, Announcement.Form.REQUEST, at(round, micros)));
    }

    private Verdict verdict(int rounds) {
        return new Verdict(recording(rounds, answers));
    }

    private Recording recording(int rounds, List<Answer> answers) {
        return new Recording(
                START, at(rounds, 0), List.of(), List.copyOf(answers), List.copyOf(announcements), List.of());
    }

    private static Instant at(int round, long micros) {
        return START.plusNanos(1_000 * (round * ROUND_MICROS + micros));
    }
}
