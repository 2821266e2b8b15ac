package dev.quorumvip.agent.holder;

import static dev.quorumvip.agent.holder.HolderBench.EXTEND_EVERY;
import static dev.quorumvip.agent.holder.HolderBench.LEASE;
import static dev.quorumvip.agent.holder.HolderBench.LIFETIME;
import static dev.quorumvip.agent.holder.HolderBench.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.address.SimulatedAddressTable.Call;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The VIP db stays when no majority answers; web does not, as no VIP does that does not ask for it. */
class KeepingTest {
    private static final AssignedVip WEB = HolderBench.vip("web", 1, "192.0.2.10/24");
    private static final AssignedVip DB = HolderBench.vip("db", 2, "192.0.2.11/24");
    private static final InetAddress WEB_IP = InetAddress.ofLiteral("192.0.2.10");
    private static final InetAddress DB_IP = InetAddress.ofLiteral("192.0.2.11");
    private static final Duration LOOK = Duration.ofMillis(100);

    private final HolderBench bench = new HolderBench();

    @BeforeEach
    void holdsBoth() {
        bench.staying.add("db");
        keep(bench.confirm(), WEB, DB);
        bench.addresses.takeDone();
        bench.gates.takeDone();
        bench.ports.takeSent();
        bench.takeTold();
    }

    @Test
    void keepsWhatAsksForItAndNothingElse() {
        loseTheQuorum();
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32");
        assertThat(bench.keeper.kept()).extracting(h -> h.vip().vip()).containsExactly("db");
        assertThat(bench.takeTold()).containsExactly("bound [db]", "kept [db]");
        assertThat(bench.gates.passes(DB_IP)).as("served without a lease").isTrue();
        assertThat(bench.gates.guarded()).isEmpty();
        assertThat(bench.announcer.announces(DB_IP)).isTrue();
        assertThat(bench.announcer.announces(WEB_IP)).isFalse();
        assertThat(bench.keeper.keeps()).isTrue();
    }

    @Test
    void keepsNothingUnlessItIsAskedTo() {
        bench.staying.clear();
        loseTheQuorum();
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.keeper.keeps()).isFalse();
    }

    @Test
    void doesNotOpenTheGateOfAnAddressThatCannotBeTakenOff() {
        bench.addresses.fail(Call.UNBIND);
        loseTheQuorum();
        assertThat(bench.gates.passes(WEB_IP)).isFalse();
        assertThat(bench.gates.guarded()).containsExactly("192.0.2.10");
        assertThat(bench.gates.passes(DB_IP)).isTrue();
    }

    @Test
    void prolongsItsLifetimeAsLongAsTheAgentLives() {
        loseTheQuorum();
        assertThat(bench.addresses.takeDone()).contains("extend 192.0.2.11/32 for 1s on 3");
        for (int i = 0; i < 100; i++) {
            bench.clock.advance(LOOK);
            keep(bench, WEB, DB);
        }
        assertThat(bench.addresses.takeDone())
                .as("each quarter of the lifetime, seen each 100 ms")
                .hasSizeBetween(30, 40)
                .containsOnly("extend 192.0.2.11/32 for 1s on 3");
        bench.clock.advance(LIFETIME);
        assertThat(bench.addresses.ours()).as("the agent lives no more").isEmpty();
    }

    @Test
    void bindsNothingNewMeanwhile() {
        loseTheQuorum();
        bench.addresses.takeDone();
        keep(bench, WEB, DB, HolderBench.vip("db2", 3, "192.0.2.12/24"));
        assertThat(bench.addresses.takeDone()).isEmpty();
    }

    @Test
    void holdsItUnderALeaseAgainWhenAMajorityAnswers() {
        loseTheQuorum();
        bench.clock.advance(LOOK);
        bench.takeTold();
        bench.gates.takeDone();
        bench.ports.takeSent();
        keep(bench.confirm(), WEB, DB);
        assertThat(bench.gates.takeDone())
                .containsExactly(
                        "guard 192.0.2.11", "begin", "grant 192.0.2.11", "guard 192.0.2.10", "grant 192.0.2.10");
        assertThat(bench.addresses.takeDone())
                .as("it was on all the while")
                .doesNotContain("unbind 192.0.2.11/32 on 3");
        assertThat(bench.ports.takeSent())
                .as("neighbours may have heard otherwise meanwhile")
                .extracting(sent -> sent.address().getHostAddress())
                .contains("192.0.2.11");
        assertThat(bench.takeTold()).contains("kept []");
        assertThat(bench.keeper.kept()).isEmpty();
        bench.clock.advance(LEASE);
        assertThat(bench.gates.passes(DB_IP)).as("fenced like all others").isFalse();
    }

    @Test
    void doesNotTakeARoundForALeaseThatIsTooOldForTheKernel() {
        loseTheQuorum();
        bench.confirm();
        bench.clock.advance(WINDOW);
        assertThat(keep(bench, DB)).as("renew at once").isTrue();
        assertThat(bench.keeper.kept()).hasSize(1);
        assertThat(bench.gates.passes(DB_IP)).isTrue();
    }

    @Test
    void takesItOffWhenTheSessionIsOver() {
        loseTheQuorum();
        bench.keeper.letGoAll("the session is over");
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.keeper.kept()).isEmpty();
        assertThat(bench.keeper.keeps()).isFalse();
    }

    @Test
    void takesItOffWhenThereIsNoSession() {
        loseTheQuorum();
        assertThat(bench.keeper.keep(List.of(DB), null)).isFalse();
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void takesItOffWhenTheClusterAsksForItBack() {
        loseTheQuorum();
        keep(bench);
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void takesItOffWhenItIsToStayNoLonger() {
        loseTheQuorum();
        bench.staying.clear();
        keep(bench, DB);
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void keepsNothingIfTheProcessWasStoppedWhenTheLeaseRanOut() {
        bench.clock.advance(LEASE.plus(WINDOW));
        keep(bench, WEB, DB);
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.gates.passes(DB_IP) && !bench.addresses.ours().isEmpty())
                .isFalse();
    }

    @Test
    void keepsItNoLongerIfTheProcessWasStoppedForALifetime() {
        loseTheQuorum();
        bench.clock.advance(LIFETIME);
        assertThat(bench.keeper.keeps()).as("not even announced").isFalse();
        keep(bench, DB);
        assertThat(bench.addresses.ours()).isEmpty();
        keep(bench, DB);
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void undoesAProlongingDuringWhichTheProcessWasStopped() {
        loseTheQuorum();
        bench.clock.advance(EXTEND_EVERY);
        bench.addresses.duringNext(() -> bench.clock.advance(LIFETIME));
        keep(bench, DB);
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void takesOffWhatItsGateStaysBefore() {
        bench.gates.breakDown(new IOException("no more"));
        loseTheQuorum();
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.keeper.kept()).isEmpty();
    }

    @Test
    void givesBackWhatCannotBeProlonged() {
        loseTheQuorum();
        bench.takeTold();
        bench.clock.advance(EXTEND_EVERY);
        bench.addresses.fail(Call.EXTEND);
        keep(bench, DB);
        assertThat(bench.takeTold()).containsExactly("bound []", "cannot hold db: BIND_FAILED");
    }

    @Test
    void givesItBackWithItsInterface() {
        loseTheQuorum();
        bench.takeTold();
        bench.keeper.observe(new NetworkEvent.LinkRemoved(HolderBench.ETH0, "eth0"), bench.lease());
        assertThat(bench.takeTold()).containsExactly("bound []", "cannot hold db: INTERFACE_LOST");
    }

    private void loseTheQuorum() {
        bench.clock.advance(LEASE);
        keep(bench, WEB, DB);
    }

    private static boolean keep(HolderBench bench, AssignedVip... wanted) {
        return bench.keeper.keep(List.of(wanted), bench.lease());
    }
}
