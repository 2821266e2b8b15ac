package dev.quorumvip.agent.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.protocol.CloseVerdict;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExpiryWatchTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final NodeId C = new NodeId(3);
    private static final SessionId DEAD = new SessionId(C, 7);
    private static final VoterSetVersion V1 = VoterSetVersion.FIRST;
    private static final VoterSet VOTERS = voters(V1, A, B, C);

    private final ExpiryWatch watch = new ExpiryWatch(20);

    @Test
    void asksFirstWhetherAMajorityWouldClose() {
        assertThat(watch.tick(List.of(DEAD), VOTERS, 0)).containsExactly(new ExpiryWatch.Ask(DEAD, V1, true));
        assertThat(watch.answered(A, DEAD, V1, true, CloseVerdict.CLOSED)).isFalse();
        assertThat(watch.tick(List.of(DEAD), VOTERS, 1))
                .as("not yet time to ask again")
                .isEmpty();
        assertThat(watch.answered(B, DEAD, V1, true, CloseVerdict.CLOSED)).isTrue();
        assertThat(watch.tick(List.of(DEAD), VOTERS, 2)).containsExactly(new ExpiryWatch.Ask(DEAD, V1, false));
    }

    @Test
    void isReadyOnlyAfterAMajorityClosedForGood() {
        untilClosing();
        assertThat(watch.ready(V1)).isEmpty();
        watch.answered(A, DEAD, V1, false, CloseVerdict.CLOSED);
        assertThat(watch.ready(V1)).isEmpty();
        assertThat(watch.answered(B, DEAD, V1, false, CloseVerdict.CLOSED)).isTrue();
        assertThat(watch.ready(V1)).containsExactly(DEAD);
    }

    @Test
    void countsOneVoterOnce() {
        untilClosing();
        watch.answered(A, DEAD, V1, false, CloseVerdict.CLOSED);
        watch.answered(A, DEAD, V1, false, CloseVerdict.CLOSED);
        assertThat(watch.ready(V1)).isEmpty();
    }

    @Test
    void countsNoRefusalAndNoStranger() {
        untilClosing();
        watch.answered(A, DEAD, V1, false, CloseVerdict.STILL_PROMISED);
        watch.answered(B, DEAD, V1, false, CloseVerdict.QUARANTINED);
        watch.answered(new NodeId(9), DEAD, V1, false, CloseVerdict.CLOSED);
        watch.answered(C, DEAD, V1, false, CloseVerdict.CLOSED);
        assertThat(watch.ready(V1)).isEmpty();
    }

    @Test
    void countsNoWillingnessAsAClose() {
        untilClosing();
        assertThat(watch.ready(V1)).isEmpty();
    }

    @Test
    void beginsAnewUnderAnotherVoterSet() {
        untilClosing();
        watch.answered(A, DEAD, V1, false, CloseVerdict.CLOSED);
        VoterSet next = voters(V1.next(), A, B, C, new NodeId(4));
        assertThat(watch.tick(List.of(DEAD), next, 50)).containsExactly(new ExpiryWatch.Ask(DEAD, V1.next(), true));
        watch.answered(B, DEAD, V1, false, CloseVerdict.CLOSED);
        assertThat(watch.ready(V1)).isEmpty();
        assertThat(watch.ready(V1.next())).isEmpty();
    }

    @Test
    void forgetsASessionThatRenewsAgain() {
        untilClosing();
        watch.tick(List.of(), VOTERS, 30);
        assertThat(watch.tick(List.of(DEAD), VOTERS, 31)).containsExactly(new ExpiryWatch.Ask(DEAD, V1, true));
    }

    @Test
    void settlesWithAMajorityOfTheFormerVoters() {
        SettleWatch settle = new SettleWatch(20);
        VoterSet former = voters(V1, A, B, C);
        assertThat(settle.tick(Optional.of(former), 0)).contains(former);
        assertThat(settle.tick(Optional.of(former), 1)).isEmpty();
        settle.settled(A, V1);
        settle.settled(new NodeId(4), V1);
        assertThat(settle.ready(former)).isFalse();
        settle.settled(B, V1.next());
        assertThat(settle.ready(former)).isFalse();
        settle.settled(B, V1);
        assertThat(settle.ready(former)).isTrue();
        settle.tick(Optional.empty(), 30);
        assertThat(settle.ready(former)).isFalse();
    }

    private void untilClosing() {
        watch.tick(List.of(DEAD), VOTERS, 0);
        watch.answered(A, DEAD, V1, true, CloseVerdict.CLOSED);
        watch.answered(B, DEAD, V1, true, CloseVerdict.CLOSED);
        watch.tick(List.of(DEAD), VOTERS, 1);
    }

    static VoterSet voters(VoterSetVersion version, NodeId... nodes) {
        TreeMap<NodeId, ClusterAddress> members = new TreeMap<>();
        for (NodeId node : nodes) {
            members.put(node, ClusterAddress.parse("192.0.2." + node + ":8800"));
        }
        return new VoterSet(version, members);
    }
}
