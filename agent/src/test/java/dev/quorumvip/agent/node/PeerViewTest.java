package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.renewal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.protocol.Message.Holding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerViewTest {
    private static final Duration SPAN = Duration.ofNanos(100);

    private final PeerView peers = new PeerView();

    @Test
    void knowsNobodyItHasNotHeard() {
        assertThat(peers.of(A)).isEmpty();
        assertThat(peers.heardWithin(A, SPAN, 0)).isFalse();
        assertThat(peers.live(SPAN, 0)).isEmpty();
        assertThat(peers.eligible(SPAN, 0)).isEmpty();
    }

    @Test
    void countsANodeAsAliveForTheSpanAndNoLonger() {
        peers.heard(renewal(A, 1, true), address(A), 1_000);
        assertThat(peers.heardWithin(A, SPAN, 1_100)).isTrue();
        assertThat(peers.heardWithin(A, SPAN, 1_101)).isFalse();
        assertThat(peers.live(SPAN, 1_100)).isEqualTo(Map.of(A, new RaftMember(address(A), 1)));
        assertThat(peers.live(SPAN, 1_101)).isEmpty();
        assertThat(peers.eligible(SPAN, 1_100)).containsExactly(A);
        assertThat(peers.eligible(SPAN, 1_101)).isEmpty();
    }

    @Test
    void keepsTimeAcrossTheWrapOfTheClock() {
        peers.heard(renewal(A, 1, true), address(A), Long.MAX_VALUE);
        assertThat(peers.heardWithin(A, SPAN, Long.MIN_VALUE + 50)).isTrue();
        assertThat(peers.eligible(SPAN, Long.MIN_VALUE + 50)).containsExactly(A);
        assertThat(peers.heardWithin(A, SPAN, Long.MIN_VALUE + 200)).isFalse();
    }

    @Test
    void tellsTheEligibleFromTheMerelyLiving() {
        peers.heard(renewal(A, 1, true), address(A), 0);
        peers.heard(renewal(B, 1, false), address(B), 0);
        assertThat(peers.live(SPAN, 0)).containsOnlyKeys(A, B);
        assertThat(peers.eligible(SPAN, 0)).containsExactly(A);
    }

    @Test
    void believesTheLastWord() {
        Holding web = new Holding(new GrantNumber(1), 0x02_00_00_00_00_01L, "eth0", 5);
        peers.heard(renewal(A, 1, true, web), address(A), 0);
        assertThat(peers.of(A).orElseThrow().holding(web.grant())).contains(web);
        peers.heard(renewal(A, 2, false), address(B), 10);
        assertThat(peers.of(A)).contains(new PeerView.Heard(10, address(B), false, 1, 2, List.of(Map.of())));
    }

    @Test
    void forgetsThoseWhoAreMembersNoMore() {
        peers.heard(renewal(A, 1, true), address(A), 0);
        peers.heard(renewal(B, 1, true), address(B), 0);
        peers.retain(Set.of(B, C));
        assertThat(peers.live(SPAN, 0)).containsOnlyKeys(B);
    }
}
