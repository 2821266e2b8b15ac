package dev.quorumvip.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.protocol.CloseVerdict;
import dev.quorumvip.agent.protocol.RefusalReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VoterTableTest {
    private static final Duration P = Duration.ofMillis(500);
    private static final long PROMISED = ClockRate.stretch(P.toNanos());
    private static final SessionId S1 = new SessionId(new NodeId(1), 1);
    private static final SessionId S2 = new SessionId(new NodeId(1), 2);
    private static final VoterSetVersion V1 = VoterSetVersion.FIRST;
    private static final VoterSetVersion V2 = V1.next();

    private final VoterTable table = new VoterTable(PromisedRecord.blank(), 0);

    @Test
    void keepsItsPromiseForTheWholeTimeStretchedByTheClockRate() {
        table.renew(S1, V1, P, 1_000);
        assertThat(table.close(S1, false, 1_000 + P.toNanos()).verdict()).isEqualTo(CloseVerdict.STILL_PROMISED);
        assertThat(table.close(S1, false, 1_000 + PROMISED - 1).verdict()).isEqualTo(CloseVerdict.STILL_PROMISED);
        assertThat(table.close(S1, false, 1_000 + PROMISED).verdict()).isEqualTo(CloseVerdict.CLOSED);
    }

    @Test
    void neverAcknowledgesAClosedSessionNorAnOlderOne() {
        table.close(S2, false, 0);
        assertThat(table.renew(S2, V1, P, 1).refusal()).contains(RefusalReason.SESSION_CLOSED);
        assertThat(table.renew(S1, V1, P, 1).refusal()).contains(RefusalReason.SESSION_CLOSED);
        assertThat(table.renew(new SessionId(S1.node(), 3), V1, P, 1).refusal()).isEmpty();
    }

    @Test
    void writesACloseDownBeforeItIsAnswered() {
        VoterTable.CloseAnswer answer = table.close(S1, false, 0);
        assertThat(answer.persist()).isTrue();
        assertThat(table.record().closedThrough()).containsEntry(S1.node(), 1L);
        assertThat(table.close(S1, false, 0).persist())
                .as("asked again while the first write is under way")
                .isTrue();
    }

    @Test
    void closesNothingOnADryRun() {
        assertThat(table.close(S1, true, 0).verdict()).isEqualTo(CloseVerdict.CLOSED);
        assertThat(table.renew(S1, V1, P, 1).refusal()).isEmpty();
        assertThat(table.record().closedThrough()).isEmpty();
    }

    @Test
    void remembersClosesAfterARestart() {
        table.close(S1, false, 0);
        VoterTable restarted = new VoterTable(table.record(), 10);
        assertThat(restarted.renew(S1, V1, P, 20).refusal()).contains(RefusalReason.SESSION_CLOSED);
    }

    @Test
    void closesNothingAfterARestartUntilWhatItMayHavePromisedHasRunOut() {
        table.renew(S1, V1, P, 1_000);
        VoterTable restarted = new VoterTable(table.record(), 2_000);
        assertThat(restarted.close(S1, false, 2_000 + PROMISED - 1).verdict()).isEqualTo(CloseVerdict.QUARANTINED);
        assertThat(restarted.close(S1, false, 2_000 + PROMISED).verdict()).isEqualTo(CloseVerdict.CLOSED);
    }

    @Test
    void writesDownALongerPromiseBeforeTheAckThatGivesIt() {
        assertThat(table.renew(S1, V1, P, 0).persist()).isTrue();
        table.written(table.record());
        assertThat(table.renew(S1, V1, P, 1).persist()).isFalse();
        assertThat(table.renew(S1, V1, P.plusNanos(1), 2).persist()).isTrue();
        assertThat(table.record().longestPromiseNanos()).isEqualTo(P.toNanos() + 1);
    }

    @Test
    void letsNoAckOvertakeTheWritingOfThePromiseItRestsOn() {
        PromisedRecord onDisk = table.record();
        assertThat(table.renew(S1, V1, P, 0).persist()).isTrue();
        assertThat(table.renew(S1, V1, P, 1).persist())
                .as("the first write is still under way")
                .isTrue();
        assertThat(new VoterTable(onDisk, 2).inQuarantine(3))
                .as("a restart now knows of no promise")
                .isFalse();
        table.written(table.record());
        assertThat(table.renew(S1, V1, P, 4).persist()).isFalse();
    }

    @Test
    void refusesPromisesLongerThanAnyVoterGives() {
        assertThat(table.renew(S1, V1, VoterTable.LONGEST_PROMISE.plusNanos(1), 0)
                        .refusal())
                .contains(RefusalReason.PROMISE_TOO_LONG);
    }

    @Test
    void aShorterLaterPromiseDoesNotCutALongerOne() {
        table.renew(S1, V1, P, 1_000);
        table.renew(S1, V1, Duration.ZERO, 1_001);
        assertThat(table.isPromised(S1, 1_000 + PROMISED - 1)).isTrue();
    }

    @Test
    void acknowledgesNothingOfASettledVersionAnyMore() {
        table.settle(V1, 0);
        assertThat(table.renew(S1, V1, P, 1).refusal()).contains(RefusalReason.STALE_VOTER_SET);
        assertThat(table.renew(S1, V2, P, 1).refusal()).isEmpty();
        assertThat(table.record().lowestVersion()).isEqualTo(V2);
    }

    @Test
    void settlesOnlyWhenEveryAckOfThatVersionHasRunOut() {
        table.renew(S1, V1, P, 1_000);
        assertThat(table.settle(V1, 1_001).settled()).isFalse();
        assertThat(table.settle(V1, 1_000 + PROMISED - 1).settled()).isFalse();
        VoterTable.SettleAnswer answer = table.settle(V1, 1_000 + PROMISED);
        assertThat(answer.settled()).isTrue();
        assertThat(answer.persist()).isTrue();
    }

    @Test
    void anAckUnderANewerVersionDoesNotReplaceTheOlderOne() {
        table.renew(S1, V1, P, 1_000);
        table.renew(S1, V2, P, 1_001);
        assertThat(table.settle(V1, 1_000 + PROMISED - 1).settled()).isFalse();
        assertThat(table.settle(V1, 1_000 + PROMISED).settled())
                .as("the newer ack does not matter to the older version")
                .isTrue();
    }

    @Test
    void settlesNothingInQuarantine() {
        table.renew(S1, V1, P, 1_000);
        VoterTable restarted = new VoterTable(table.record(), 2_000);
        assertThat(restarted.settle(V1, 2_000 + PROMISED - 1).settled()).isFalse();
        assertThat(restarted.settle(V1, 2_000 + PROMISED).settled()).isTrue();
    }

    @Test
    void aBlankVoterHasNoQuarantine() {
        assertThat(new VoterTable(PromisedRecord.blank(), 5).inQuarantine(5)).isFalse();
    }
}
