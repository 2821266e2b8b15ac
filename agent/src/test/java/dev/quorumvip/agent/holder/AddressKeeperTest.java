package dev.quorumvip.agent.holder;

import static dev.quorumvip.agent.holder.HolderBench.ETH0;
import static dev.quorumvip.agent.holder.HolderBench.ETH1;
import static dev.quorumvip.agent.holder.HolderBench.EXTEND_EVERY;
import static dev.quorumvip.agent.holder.HolderBench.LEASE;
import static dev.quorumvip.agent.holder.HolderBench.LIFETIME;
import static dev.quorumvip.agent.holder.HolderBench.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.SimulatedAddressTable.Call;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * When an address is put on, prolonged and taken off. What the interfaces do to it is in {@link
 * AddressKeeperNetworkTest}.
 */
class AddressKeeperTest {
    private static final AssignedVip WEB = HolderBench.vip("web", 1, "192.0.2.10/24");
    private static final AssignedVip DB = HolderBench.vip("db", 2, "192.0.2.11/24");
    private static final AssignedVip WEB6 = HolderBench.vip("web6", 3, "2001:db8::10/64");
    private static final Duration INSTANT = Duration.ofNanos(1);

    private final HolderBench bench = new HolderBench();

    @Test
    void bindsAndAnnouncesWhatIsAssignedUnderAGoodLease() {
        assertThat(keep(bench.confirm(), WEB)).isFalse();
        assertThat(bench.addresses.takeDone()).containsExactly("bind 192.0.2.10/32 for 1s on 3");
        assertThat(bench.ports.takeSent()).hasSize(2);
        assertThat(bench.takeTold()).containsExactly("bound [web]");
        Held held = bench.keeper.held().getFirst();
        assertThat(held.vip()).isEqualTo(WEB);
        assertThat(held.link().name()).isEqualTo("eth0");
        assertThat(held.boundAtNanos()).isEqualTo(bench.clock.nanos());
        assertThat(held.boundAtMillis()).isEqualTo(HolderBench.WALL.toEpochMilli());
    }

    @Test
    void tellsWhenAnAddressIsBoundAndWhenItIsAnnounced() {
        keep(bench.confirm(), WEB);
        assertThat(bench.served).containsExactly("bound web", "announced web");
        keep(bench.confirm(), WEB);
        assertThat(bench.served).as("once").hasSize(2);
        bench.ports.fail(FramePortException.Reason.FAILED);
        keep(bench.confirm(), WEB, DB);
        assertThat(bench.served).containsExactly("bound web", "announced web", "bound db");
    }

    @Test
    void tellsNothingOfAnAddressThatCouldNotBeBound() {
        bench.gates.breakDown(new IOException("no more"));
        keep(bench.confirm(), WEB);
        assertThat(bench.served).isEmpty();
    }

    @Test
    void bindsAVersion6AddressAsASingleOneToo() {
        keep(bench.confirm(), WEB6);
        assertThat(bench.addresses.ours()).containsExactly("2001:db8:0:0:0:0:0:10/128");
    }

    @Test
    void bindsToTheInterfaceThatTheVipNames() {
        AssignedVip elsewhere = new AssignedVip(
                "web",
                new GrantNumber(1),
                List.of(VipAddress.parse("192.0.2.10/24")),
                InterfaceChoice.of("eth1"),
                false,
                Optional.empty());
        keep(bench.confirm(), elsewhere);
        assertThat(bench.addresses.takeDone()).containsExactly("bind 192.0.2.10/32 for 1s on " + ETH1);
    }

    @Test
    void bindsNothingWithoutASession() {
        assertThat(bench.keeper.keep(List.of(WEB), null)).isFalse();
        assertThat(bench.addresses.takeDone()).isEmpty();
    }

    @Test
    void bindsNothingBeforeTheFirstRoundIsConfirmed() {
        keep(bench, WEB);
        assertThat(bench.addresses.takeDone()).isEmpty();
    }

    @Test
    void bindsUntilTheSetWindowEndsAndThenAsksForANewerRound() {
        bench.confirm();
        bench.clock.advance(WINDOW.minus(INSTANT));
        assertThat(keep(bench, WEB)).isFalse();
        assertThat(bench.addresses.ours()).hasSize(1);
        bench.clock.advance(INSTANT);
        assertThat(keep(bench, WEB, DB)).as("a newer round is needed for db").isTrue();
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.10/32");
        assertThat(keep(bench.confirm(), WEB, DB)).isFalse();
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.10/32", "192.0.2.11/32");
    }

    @Test
    void undoesABindDuringWhichTheSetWindowPassed() {
        bench.confirm();
        bench.addresses.duringNext(() -> bench.clock.advance(WINDOW));
        assertThat(keep(bench, WEB)).as("renew at once and try again").isTrue();
        assertThat(bench.addresses.takeDone())
                .containsExactly("bind 192.0.2.10/32 for 1s on 3", "unbind 192.0.2.10/32 on 3");
        assertThat(bench.keeper.held()).isEmpty();
        assertThat(bench.ports.takeSent()).as("never announced").isEmpty();
    }

    @Test
    void undoesABindDuringWhichTheDeadlinePassed() {
        bench.confirm();
        bench.addresses.duringNext(() -> bench.clock.advance(LEASE));
        keep(bench, WEB);
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.keeper.held()).isEmpty();
        assertThat(bench.ports.takeSent()).isEmpty();
    }

    @Test
    void keepsABindThatTookLongButNotTooLong() {
        bench.confirm();
        bench.addresses.duringNext(() -> bench.clock.advance(WINDOW.minus(INSTANT)));
        assertThat(keep(bench, WEB)).isFalse();
        assertThat(bench.addresses.ours()).hasSize(1);
    }

    @Test
    void extendsOnlyWhenAQuarterOfTheLifetimeIsGone() {
        keep(bench.confirm(), WEB);
        bench.addresses.takeDone();
        bench.clock.advance(EXTEND_EVERY.minus(INSTANT));
        keep(bench.confirm(), WEB);
        assertThat(bench.addresses.takeDone()).isEmpty();
        bench.clock.advance(INSTANT);
        keep(bench.confirm(), WEB);
        assertThat(bench.addresses.takeDone()).containsExactly("extend 192.0.2.10/32 for 1s on 3");
        keep(bench.confirm(), WEB);
        assertThat(bench.addresses.takeDone()).as("counted from the extension").isEmpty();
    }

    @Test
    void doesNotExtendOnTheStrengthOfAnOldRound() {
        keep(bench.confirm(), WEB);
        bench.clock.advance(EXTEND_EVERY);
        bench.addresses.takeDone();
        keep(bench, WEB);
        assertThat(bench.addresses.takeDone()).isEmpty();
        assertThat(bench.keeper.held()).as("the lease is good all the same").hasSize(1);
    }

    @Test
    void undoesAnExtensionDuringWhichTheSetWindowPassed() {
        keep(bench.confirm(), WEB);
        bench.clock.advance(EXTEND_EVERY);
        bench.addresses.takeDone();
        bench.confirm();
        bench.addresses.duringNext(() -> bench.clock.advance(WINDOW));
        keep(bench, WEB);
        assertThat(bench.addresses.takeDone())
                .containsExactly("extend 192.0.2.10/32 for 1s on 3", "unbind 192.0.2.10/32 on 3");
        assertThat(bench.keeper.held()).isEmpty();
        assertThat(bench.announcer.announces(WEB.addresses().getFirst().ip())).isFalse();
    }

    @Test
    void anExtensionThatRevivedWhatHadRunOutIsUndone() {
        keep(bench.confirm(), WEB);
        bench.clock.advance(EXTEND_EVERY);
        bench.confirm();
        bench.addresses.duringNext(() -> bench.clock.advance(LIFETIME.multipliedBy(10)));
        keep(bench, WEB);
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void letsGoAtTheDeadline() {
        keep(bench.confirm(), WEB, DB);
        bench.clock.advance(LEASE.minus(INSTANT));
        keep(bench, WEB, DB);
        assertThat(bench.addresses.ours()).hasSize(2);
        bench.takeTold();
        bench.clock.advance(INSTANT);
        assertThat(keep(bench, WEB, DB)).isFalse();
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.takeTold()).containsExactly("bound []");
        assertThat(bench.announcer.tick()).isEmpty();
    }

    @Test
    void bindsAgainWhenALaterRoundSucceeds() {
        keep(bench.confirm(), WEB);
        bench.clock.advance(LEASE);
        keep(bench, WEB);
        keep(bench.confirm(), WEB);
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.10/32");
    }

    @Test
    void letsGoWhatIsAssignedNoLonger() {
        keep(bench.confirm(), WEB, DB);
        keep(bench, DB);
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32");
    }

    @Test
    void takesAnAddressOffBeforeItBindsItUnderANewGrant() {
        keep(bench.confirm(), WEB);
        bench.addresses.takeDone();
        keep(bench, HolderBench.vip("web", 9, "192.0.2.10/24"));
        assertThat(bench.addresses.takeDone())
                .containsExactly("unbind 192.0.2.10/32 on 3", "bind 192.0.2.10/32 for 1s on 3");
    }

    @Test
    void letsGoOfOneGrantAndOnlyOfThat() {
        keep(bench.confirm(), WEB, DB);
        bench.keeper.letGo(List.of(WEB.grant()), "a test");
        bench.keeper.letGo(List.of(new GrantNumber(77)), "never held");
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32");
        assertThat(bench.announcer.announces(WEB.addresses().getFirst().ip())).isFalse();
        assertThat(bench.announcer.announces(DB.addresses().getFirst().ip())).isTrue();
    }

    @Test
    void givesBackWhatCannotBeBound() {
        bench.addresses.fail(Call.BIND);
        assertThat(keep(bench.confirm(), WEB))
                .as("a newer round would not help")
                .isFalse();
        assertThat(bench.takeTold()).containsExactly("bound []", "cannot hold web: BIND_FAILED");
        assertThat(bench.addresses.takeDone())
                .as("a failed bind may have worked all the same")
                .hasSize(2);
        assertThat(bench.keeper.held()).isEmpty();
        assertThat(bench.ports.takeSent()).isEmpty();
    }

    @Test
    void givesBackWhatCannotBeExtended() {
        keep(bench.confirm(), WEB);
        bench.clock.advance(EXTEND_EVERY);
        bench.takeTold();
        bench.addresses.fail(Call.EXTEND);
        keep(bench.confirm(), WEB);
        assertThat(bench.takeTold()).containsExactly("bound []", "cannot hold web: BIND_FAILED");
        assertThat(bench.addresses.ours()).isEmpty();
    }

    @Test
    void reportsAnAddressThatCannotBeTakenOffAndGoesOnWithTheOthers() {
        keep(bench.confirm(), WEB, DB);
        bench.takeTold();
        bench.addresses.fail(Call.UNBIND);
        bench.keeper.letGoAll("a test");
        assertThat(bench.takeTold()).contains("unbind failed web", "unbind failed db");
        assertThat(bench.announcer.tick()).as("announced no more").isEmpty();
    }

    @Test
    void beginsANewBurstForAllThatIsHeldWhenAskedTo() {
        keep(bench.confirm(), WEB, DB);
        bench.ports.takeSent();
        bench.keeper.announceAgain();
        assertThat(bench.ports.takeSent())
                .extracting(sent -> sent.address().getHostAddress())
                .containsExactly("192.0.2.10", "192.0.2.10", "192.0.2.11", "192.0.2.11");
    }

    @Test
    void holdsOnEachOfItsInterfaces() {
        AssignedVip elsewhere = new AssignedVip(
                "db",
                new GrantNumber(2),
                List.of(VipAddress.parse("192.0.2.11/24")),
                InterfaceChoice.of("eth1"),
                false,
                Optional.empty());
        keep(bench.confirm(), WEB, elsewhere);
        assertThat(bench.keeper.held()).extracting(h -> h.link().index()).containsExactly(ETH0, ETH1);
    }

    @Test
    void opensTheGateBeforeItBindsAndClosesItBeforeItTriesToTakeTheAddressOff() {
        bench.addresses.duringNext(() -> bench.told.add("gates by then: " + bench.gates.takeDone()));
        keep(bench.confirm(), WEB);
        assertThat(bench.takeTold()).contains("gates by then: [guard 192.0.2.10, begin, grant 192.0.2.10]");
        bench.addresses.fail(Call.UNBIND);
        keep(bench);
        assertThat(bench.gates.takeDone())
                .as("the gate stays, closed, before an address that stays")
                .containsExactly("shut 192.0.2.10");
        assertThat(bench.gates.guarded()).containsExactly("192.0.2.10");
    }

    @Test
    void takesTheGateAwayAfterTheAddress() {
        keep(bench.confirm(), WEB);
        bench.gates.takeDone();
        keep(bench);
        assertThat(bench.gates.takeDone()).containsExactly("shut 192.0.2.10", "remove 192.0.2.10");
        assertThat(bench.gates.guarded()).isEmpty();
    }

    @Test
    void keepsTheGatesOpenWithEachRoundAndNotWithout() {
        keep(bench.confirm(), WEB, DB);
        bench.gates.takeDone();
        bench.clock.advance(Duration.ofMillis(100));
        keep(bench.confirm(), WEB, DB);
        assertThat(bench.gates.takeDone()).containsExactly("extend");
        keep(bench, WEB, DB);
        assertThat(bench.gates.takeDone()).as("the deadline is the same").isEmpty();
        bench.clock.advance(LEASE.minus(INSTANT));
        assertThat(bench.gates.passes(WEB.addresses().getFirst().ip())).isTrue();
        bench.clock.advance(INSTANT);
        assertThat(bench.gates.passes(WEB.addresses().getFirst().ip())).isFalse();
    }

    @Test
    void bindsAnewAndAnnouncesWhatTheKernelHadFenced() {
        keep(bench.confirm(), WEB);
        bench.clock.advance(LEASE);
        bench.confirm();
        bench.addresses.takeDone();
        bench.ports.takeSent();
        keep(bench, WEB);
        assertThat(bench.addresses.takeDone())
                .containsExactly("unbind 192.0.2.10/32 on 3", "bind 192.0.2.10/32 for 1s on 3");
        assertThat(bench.ports.takeSent()).hasSize(2);
        assertThat(bench.gates.passes(WEB.addresses().getFirst().ip())).isTrue();
    }

    @Test
    void bindsNothingWithoutAFence() {
        bench.gates.breakDown(new IOException("no more"));
        keep(bench.confirm(), WEB);
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.takeTold()).contains("cannot hold web: BIND_FAILED");
    }

    @Test
    void tellsThatTheFenceCannotBeKeptUp() {
        keep(bench.confirm(), WEB);
        bench.takeTold();
        bench.gates.breakDown(new IOException("no more"));
        bench.clock.advance(Duration.ofMillis(100));
        keep(bench.confirm(), WEB);
        assertThat(bench.takeTold()).containsExactly("fence failed: no more");
    }

    @Test
    void leavesTheKernelsLeaseAloneWhileNothingIsHeld() {
        keep(bench.confirm());
        keep(bench.confirm());
        assertThat(bench.gates.takeDone()).isEmpty();
        keep(bench.confirm(), WEB);
        assertThat(bench.gates.takeDone()).containsExactly("guard 192.0.2.10", "begin", "grant 192.0.2.10");
        keep(bench.confirm());
        bench.gates.takeDone();
        keep(bench.confirm(), WEB);
        assertThat(bench.gates.takeDone())
                .as("a lease of its own, as nobody knows whether the former one runs")
                .containsExactly("guard 192.0.2.10", "begin", "grant 192.0.2.10");
    }

    @Test
    void whatComesLaterIsGrantedUnderTheLeaseThatRuns() {
        keep(bench.confirm(), WEB);
        bench.gates.takeDone();
        keep(bench, WEB, DB);
        assertThat(bench.gates.takeDone()).containsExactly("guard 192.0.2.11", "grant 192.0.2.11");
        assertThat(bench.gates.passes(WEB.addresses().getFirst().ip())).isTrue();
        assertThat(bench.gates.passes(DB.addresses().getFirst().ip())).isTrue();
    }

    @Test
    void whatWasGrantedUnderAFormerLeaseIsNotServedUnderTheNextUnlessItIsWanted() {
        keep(bench.confirm(), WEB, DB);
        bench.clock.advance(LEASE);
        keep(bench.confirm(), DB);
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32");
        assertThat(bench.gates.guarded()).containsExactly("192.0.2.11");
        assertThat(bench.gates.passes(DB.addresses().getFirst().ip())).isTrue();
    }

    @Test
    void aNewSessionBeginsALeaseOfItsOwn() {
        keep(bench.confirm(), WEB);
        bench.keeper.letGoAll("the session is over");
        bench.gates.takeDone();
        bench.openNextSession();
        keep(bench.confirm(), WEB);
        assertThat(bench.gates.takeDone()).containsExactly("guard 192.0.2.10", "begin", "grant 192.0.2.10");
    }

    @Test
    void bindsNothingWhileItWasHeldUpAtTheGateForTooLong() {
        bench.confirm();
        bench.gates.beforeNextBegin(() -> bench.clock.advance(LEASE));
        assertThat(keep(bench, WEB, DB)).as("renew at once and try again").isTrue();
        assertThat(bench.keeper.held()).isEmpty();
        assertThat(bench.ports.takeSent()).isEmpty();
        assertThat(keep(bench.confirm(), WEB, DB)).isFalse();
        assertThat(bench.addresses.ours()).hasSize(2);
    }

    @Test
    void bindsAllAnewWhenItFindsTheGatesTakenAwayAsItBindsAnother() {
        keep(bench.confirm(), WEB);
        bench.gates.takeAway();
        assertThat(keep(bench, WEB, DB)).as("renew at once and try again").isTrue();
        assertThat(bench.addresses.ours()).isEmpty();
        keep(bench.confirm(), WEB, DB);
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.10/32", "192.0.2.11/32");
        assertThat(bench.gates.passes(WEB.addresses().getFirst().ip())).isTrue();
    }

    @Test
    void anInterfaceWithoutGatesHurtsNobodyOnAnother() {
        AssignedVip elsewhere = new AssignedVip(
                "db",
                new GrantNumber(2),
                List.of(VipAddress.parse("192.0.2.11/24")),
                InterfaceChoice.of("eth1"),
                false,
                Optional.empty());
        bench.gates.breakDownOn(ETH1);
        keep(bench.confirm(), WEB, elsewhere);
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.10/32");
        assertThat(bench.takeTold())
                .contains("cannot hold db: BIND_FAILED")
                .doesNotContain("cannot hold web: BIND_FAILED");
        assertThat(bench.gates.passes(WEB.addresses().getFirst().ip())).isTrue();
    }

    private static boolean keep(HolderBench bench, AssignedVip... wanted) {
        return bench.keeper.keep(List.of(wanted), bench.lease());
    }
}
