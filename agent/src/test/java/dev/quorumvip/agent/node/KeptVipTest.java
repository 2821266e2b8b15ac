package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.QuorumLossPolicy;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A holds the VIPs web and db, of which db stays when no majority answers. */
class KeptVipTest {
    private static final VipDefinition WEB = VipDefinition.of(VipAddress.parse("192.0.2.100/24"));
    private static final VipDefinition DB = VipDefinition.of(VipAddress.parse("192.0.2.101/24"));
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MemberBench bench = new MemberBench();
    private final StatusDesk desk = new StatusDesk(A, bench.log, Duration.ofSeconds(1));

    @BeforeEach
    void holdsBoth() {
        bench.log.append(new Command.SetVip("web", WEB));
        bench.log.append(new Command.SetVip("db", DB.withOnQuorumLoss(QuorumLossPolicy.KEEP)));
        bench.start();
        bench.confirm();
        bench.log.append(new Command.Assign("web", session(A, 1), TransitionReason.FIRST_ASSIGNMENT, 0));
        bench.log.append(new Command.Assign("db", session(A, 1), TransitionReason.FIRST_ASSIGNMENT, 0));
        bench.moved();
        bench.confirmedFor(Duration.ofMillis(500)); // while the segment is asked first
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.100/32", "192.0.2.101/32");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void keepsTheOneThatAsksForItForAsLongAsNobodyAnswers() {
        bench.loop.advance(MemberBench.TIMING.leaseDuration());
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.101/32");
        bench.loop.advance(LONG);
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.101/32");
        VipStatus db = vip("db");
        assertThat(db.state()).isEqualTo(VipState.UNKNOWN);
        assertThat(db.holder()).as("another may have it").isNull();
        assertThat(bench.cluster().kept()).extracting(held -> held.vip().vip()).containsExactly("db");
    }

    @Test
    void holdsBothUnderItsLeaseWhenAMajorityAnswersAgain() {
        bench.loop.advance(LONG);
        bench.confirm();
        assertThat(bench.addresses.ours()).containsExactlyInAnyOrder("192.0.2.100/32", "192.0.2.101/32");
        assertThat(bench.cluster().kept()).isEmpty();
        assertThat(vip("db").state()).isEqualTo(VipState.HELD);
    }

    @Test
    void takesItOffWhenItHearsThatItsSessionIsOver() {
        bench.loop.advance(LONG);
        bench.log.append(new Command.ExpireSession(
                session(A, 1), bench.log.state().voters().orElseThrow().version()));
        bench.moved();
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.cluster().kept()).isEmpty();
    }

    @Test
    void takesItOffWhenTheLogHasItKeptNoLonger() {
        bench.loop.advance(LONG);
        bench.log.append(new Command.SetVip("db", DB));
        bench.moved();
        bench.loop.advance(MemberBench.TIMING.renewInterval());
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void takesItOffWhenItStops() {
        bench.loop.advance(LONG);
        bench.loop.run(() -> bench.cluster().stop());
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void givesItBackWhenTheLogHasRevokedIt() {
        bench.loop.advance(LONG);
        bench.log.append(new Command.Revoke("db", new GrantNumber(2), TransitionReason.MOVED));
        bench.moved();
        assertThat(bench.addresses.ours()).isEmpty();
    }

    private VipStatus vip(String name) {
        return bench.loop.ask(() -> desk.view(bench.cluster(), bench.loop.clock.nanos())).vips().stream()
                .filter(vip -> vip.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
