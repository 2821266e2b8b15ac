package dev.quorumvip.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.lease.SessionLease.RoundResult;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SessionLeaseTest {
    private static final long L = 500;
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final NodeId D = new NodeId(4);
    private static final VoterSetVersion V1 = VoterSetVersion.FIRST;
    private static final VoterSetVersion V2 = V1.next();

    private final VoterSet three = voters(V1, A, B, C);
    private final SessionLease lease = new SessionLease(new SessionId(A, 1), three, L);

    @Test
    void isInvalidBeforeAMajorityAcknowledged() {
        long round = lease.beginRound(1_000);
        assertThat(lease.acknowledged(A, round, V1)).isEqualTo(RoundResult.COUNTED);
        assertThat(lease.validAt(1_001)).isFalse();
    }

    @Test
    void countsTheDeadlineFromTheSendAndNotFromTheReceipt() {
        long round = lease.beginRound(1_000);
        lease.acknowledged(A, round, V1);
        assertThat(lease.acknowledged(B, round, V1)).isEqualTo(RoundResult.CONFIRMED);
        assertThat(lease.deadline()).isEqualTo(1_000 + L);
        assertThat(lease.validAt(1_000 + L - 1)).isTrue();
        assertThat(lease.validAt(1_000 + L)).isFalse();
    }

    @Test
    void confirmsARoundOnce() {
        long round = lease.beginRound(1_000);
        lease.acknowledged(A, round, V1);
        lease.acknowledged(B, round, V1);
        assertThat(lease.acknowledged(C, round, V1)).isEqualTo(RoundResult.IRRELEVANT);
    }

    @Test
    void countsEachVoterOnceHoweverOftenItsAckArrives() {
        long round = lease.beginRound(1_000);
        lease.acknowledged(B, round, V1);
        assertThat(lease.acknowledged(B, round, V1)).isEqualTo(RoundResult.COUNTED);
        assertThat(lease.validAt(1_001)).isFalse();
    }

    @Test
    void ignoresAcksOfNodesThatDoNotVote() {
        long round = lease.beginRound(1_000);
        lease.acknowledged(A, round, V1);
        assertThat(lease.acknowledged(D, round, V1)).isEqualTo(RoundResult.IRRELEVANT);
    }

    @Test
    void ignoresAcksGivenUnderAnotherVoterSet() {
        long round = lease.beginRound(1_000);
        lease.acknowledged(A, round, V1);
        assertThat(lease.acknowledged(B, round, V2)).isEqualTo(RoundResult.IRRELEVANT);
    }

    @Test
    void doesNotAddUpAcksOfDifferentRounds() {
        long first = lease.beginRound(1_000);
        long second = lease.beginRound(1_100);
        lease.acknowledged(A, first, V1);
        assertThat(lease.acknowledged(B, second, V1)).isEqualTo(RoundResult.COUNTED);
        assertThat(lease.validAt(1_101)).isFalse();
    }

    @Test
    void neverShortensTheDeadlineByALateRound() {
        long first = lease.beginRound(1_000);
        long second = lease.beginRound(1_100);
        lease.acknowledged(A, second, V1);
        lease.acknowledged(B, second, V1);
        assertThat(lease.acknowledged(A, first, V1)).isEqualTo(RoundResult.IRRELEVANT);
        assertThat(lease.deadline()).isEqualTo(1_100 + L);
    }

    @Test
    void forgetsRoundsThatCannotHelpAnyMore() {
        long old = lease.beginRound(1_000);
        lease.beginRound(1_000 + L);
        lease.acknowledged(A, old, V1);
        assertThat(lease.acknowledged(B, old, V1)).isEqualTo(RoundResult.IRRELEVANT);
    }

    @Test
    void countsARoundUnderTheVoterSetItWasSentWith() {
        long round = lease.beginRound(1_000);
        lease.learn(voters(V2, A, B, C, D));
        lease.acknowledged(A, round, V1);
        assertThat(lease.acknowledged(B, round, V1)).isEqualTo(RoundResult.CONFIRMED);
        long next = lease.beginRound(1_100);
        lease.acknowledged(A, next, V2);
        assertThat(lease.acknowledged(D, next, V2)).isEqualTo(RoundResult.COUNTED);
        assertThat(lease.acknowledged(B, next, V2)).isEqualTo(RoundResult.CONFIRMED);
    }

    @Test
    void keepsTheNewerVoterSet() {
        lease.learn(voters(V2, A, B, C, D));
        lease.learn(three);
        assertThat(lease.voters().version()).isEqualTo(V2);
    }

    @Test
    void isDoomedOnceTooManyVotersClosedIt() {
        lease.closed(B);
        assertThat(lease.doomed()).isFalse();
        lease.closed(C);
        assertThat(lease.doomed()).isTrue();
    }

    @Test
    void isStuckWhenOneVoterClosedItAndTheOthersWereTooFewForALease() {
        lease.beginRound(1_000);
        lease.closed(D);
        assertThat(lease.stuckAt(1_000 + 10 * L)).as("D has no vote").isFalse();
        lease.closed(B);
        assertThat(lease.stuckAt(1_000 + 2 * L - 1)).isFalse();
        assertThat(lease.stuckAt(1_000 + 2 * L)).as("never good").isTrue();

        long round = lease.beginRound(2_000);
        lease.acknowledged(A, round, V1);
        lease.acknowledged(C, round, V1);
        assertThat(lease.stuckAt(2_000 + 2 * L - 1)).isFalse();
        assertThat(lease.stuckAt(2_000 + 2 * L)).as("good once").isTrue();
    }

    @Test
    void staysValidAcrossTheWrapOfTheClock() {
        long start = Long.MAX_VALUE - 100;
        long round = lease.beginRound(start);
        lease.acknowledged(A, round, V1);
        lease.acknowledged(B, round, V1);
        assertThat(lease.validAt(start + 200)).isTrue();
        assertThat(lease.validAt(start + L)).isFalse();
    }

    static VoterSet voters(VoterSetVersion version, NodeId... nodes) {
        TreeMap<NodeId, ClusterAddress> members = new TreeMap<>();
        for (NodeId node : nodes) {
            members.put(node, ClusterAddress.parse("192.0.2." + node + ":8800"));
        }
        return new VoterSet(version, members);
    }
}
