package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.PROMISE;
import static dev.quorumvip.agent.node.Sample.session;
import static dev.quorumvip.agent.node.Sample.voters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.clock.SettableClock;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.protocol.CloseVerdict;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VoterDeskTest {
    private static final SessionId S1 = session(A, 1);
    private static final VoterSetVersion V1 = VoterSetVersion.FIRST;
    private static final Knowledge KNOWN =
            new Knowledge(A, 9, Optional.empty(), voters(1, A), MemberState.MEMBER, 1, List.of());

    private final SettableClock clock = new SettableClock();
    private final ScriptedJournal journal = new ScriptedJournal();
    private final List<RefusalReason> counted = new ArrayList<>();
    private final VoterDesk desk =
            new VoterDesk(new VoterTable(PromisedRecord.blank(), clock.nanos()), journal, clock::nanos, counted::add);
    private final List<Message> replies = new ArrayList<>();

    @Test
    void answersTheRenewalThatRaisesTheLongestPromiseOnlyOnceThatIsOnDisk() {
        renew(S1, PROMISE);
        assertThat(replies).isEmpty();
        assertThat(journal.promised().getLast().longestPromiseNanos()).isEqualTo(PROMISE.toNanos());
        journal.confirm();
        assertThat(replies).containsExactly(new Message.Ack(CLUSTER, S1, 1, V1, KNOWN));
    }

    @Test
    void answersFurtherRenewalsAtOnce() {
        renew(S1, PROMISE);
        journal.confirm();
        replies.clear();
        renew(S1, PROMISE);
        renew(session(Sample.B, 4), PROMISE.minusNanos(1));
        assertThat(replies).hasSize(2);
        assertThat(journal.isWaiting()).isFalse();
        renew(S1, PROMISE.plusNanos(1));
        assertThat(replies).as("longer than ever: on disk first").hasSize(2);
    }

    @Test
    void answersNoRenewalOfThatPromiseBeforeItIsOnDisk() {
        renew(S1, PROMISE);
        renew(session(Sample.B, 1), PROMISE);
        assertThat(replies).isEmpty();
        journal.confirm();
        assertThat(replies).hasSize(2);
    }

    @Test
    void answersACloseOnlyOnceItIsOnDisk() {
        close(S1, false);
        assertThat(replies).isEmpty();
        assertThat(journal.promised().getLast().closedThrough()).containsEntry(A, 1L);
        journal.confirm();
        assertThat(replies).containsExactly(closed(S1, false, CloseVerdict.CLOSED));
    }

    @Test
    void writesARepeatedCloseAgainBecauseTheFirstMayNotBeOnDisk() {
        close(S1, false);
        close(S1, false);
        assertThat(replies).isEmpty();
        assertThat(journal.promised()).hasSize(2);
        journal.confirm();
        assertThat(replies).hasSize(2);
    }

    @Test
    void refusesAClosedSessionBeforeTheCloseIsOnDisk() {
        close(S1, false);
        renew(S1, PROMISE);
        assertThat(replies).containsExactly(new Message.Refusal(CLUSTER, S1, 1, RefusalReason.SESSION_CLOSED, KNOWN));
        assertThat(counted).containsExactly(RefusalReason.SESSION_CLOSED);
    }

    @Test
    void answersADryRunAtOnceAndClosesNothing() {
        close(S1, true);
        assertThat(replies).containsExactly(closed(S1, true, CloseVerdict.CLOSED));
        assertThat(journal.promised()).isEmpty();
        renew(S1, PROMISE);
        journal.confirm();
        assertThat(replies.getLast()).isInstanceOf(Message.Ack.class);
    }

    @Test
    void keepsItsPromiseEvenBeforeItIsOnDisk() {
        renew(S1, PROMISE);
        close(S1, false);
        assertThat(replies).containsExactly(closed(S1, false, CloseVerdict.STILL_PROMISED));
        clock.advance(PROMISE);
        close(S1, false);
        assertThat(replies.getLast())
                .as("the clocks may differ")
                .isEqualTo(closed(S1, false, CloseVerdict.STILL_PROMISED));
        clock.advance(PROMISE.dividedBy(1_000).plusNanos(1));
        close(S1, false);
        journal.confirm();
        assertThat(replies).contains(closed(S1, false, CloseVerdict.CLOSED));
    }

    @Test
    void closesNothingForTheLongestPromiseAfterARestart() {
        VoterDesk restarted = new VoterDesk(
                new VoterTable(new PromisedRecord(new java.util.TreeMap<>(), V1, PROMISE.toNanos()), clock.nanos()),
                journal,
                clock::nanos,
                counted::add);
        restarted.close(new Message.Close(CLUSTER, S1, V1, false), replies::add);
        assertThat(replies).containsExactly(closed(S1, false, CloseVerdict.QUARANTINED));
        assertThat(journal.promised()).isEmpty();
    }

    @Test
    void refusesAPromiseThatIsTooLongAndSaysSo() {
        renew(S1, VoterTable.LONGEST_PROMISE.plusNanos(1));
        assertThat(replies).containsExactly(new Message.Refusal(CLUSTER, S1, 1, RefusalReason.PROMISE_TOO_LONG, KNOWN));
        assertThat(counted).containsExactly(RefusalReason.PROMISE_TOO_LONG);
    }

    @Test
    void saysSettledOnlyOnceThePromiseIsOnDisk() {
        desk.settle(new Message.Settle(CLUSTER, V1), replies::add);
        assertThat(replies).isEmpty();
        assertThat(journal.promised().getLast().lowestVersion()).isEqualTo(V1.next());
        journal.confirm();
        assertThat(replies).containsExactly(new Message.SettleReply(CLUSTER, V1, true));
        renew(S1, PROMISE);
        assertThat(replies.getLast())
                .isEqualTo(new Message.Refusal(CLUSTER, S1, 1, RefusalReason.STALE_VOTER_SET, KNOWN));
    }

    @Test
    void doesNotSaySettledWhileAnAckUnderTheOldVersionIsGood() {
        renew(S1, PROMISE);
        journal.confirm();
        replies.clear();
        desk.settle(new Message.Settle(CLUSTER, V1), replies::add);
        assertThat(replies).containsExactly(new Message.SettleReply(CLUSTER, V1, false));
        clock.advance(PROMISE.multipliedBy(2));
        desk.settle(new Message.Settle(CLUSTER, V1), replies::add);
        journal.confirm();
        assertThat(replies).contains(new Message.SettleReply(CLUSTER, V1, true));
    }

    private void renew(SessionId session, Duration promise) {
        desk.renew(Sample.renewal(session, promise, true), KNOWN, replies::add);
    }

    private void close(SessionId session, boolean dryRun) {
        desk.close(new Message.Close(CLUSTER, session, V1, dryRun), replies::add);
    }

    private static Message closed(SessionId session, boolean dryRun, CloseVerdict verdict) {
        return new Message.CloseReply(CLUSTER, session, V1, dryRun, verdict);
    }
}
