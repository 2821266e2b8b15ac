package dev.quorumvip.agent.holder;

import static dev.quorumvip.agent.holder.HolderBench.ETH0;
import static dev.quorumvip.agent.holder.HolderBench.EXTEND_EVERY;
import static dev.quorumvip.agent.holder.HolderBench.LEASE;
import static dev.quorumvip.agent.holder.HolderBench.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.NetworkEvent.AddressRemoved;
import dev.quorumvip.agent.announcement.ArpPacket;
import dev.quorumvip.agent.announcement.SimulatedFramePorts.Sent;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A holder of two hundred VIPs. */
class ManyVipsTest {
    private static final int MANY = 200;
    private static final List<AssignedVip> VIPS = HolderBench.vips(MANY);

    private final HolderBench bench = new HolderBench();

    @Test
    void bindsAllInOneGo() {
        int asked = bench.links.asked();
        assertThat(keep(bench.confirm())).isFalse();
        assertThat(bench.keeper.held()).extracting(Held::vip).containsExactlyElementsOf(VIPS);
        assertThat(bench.addresses.ours()).hasSize(MANY);
        assertThat(bench.gates.takeDone()).as("guard, begin, grant").hasSize(3);
        assertThat(bench.gates.guarded()).hasSize(MANY);
        assertThat(VIPS)
                .allMatch(vip -> bench.gates.passes(vip.addresses().getFirst().ip()));
        assertThat(bench.takeTold()).as("told once").hasSize(1);
        assertThat(bench.links.asked() - asked).isEqualTo(1);
    }

    @Test
    void letsAllGoInOneGo() {
        keep(bench.confirm());
        bench.gates.takeDone();
        bench.takeTold();
        bench.clock.advance(LEASE);
        keep(bench);
        assertThat(bench.addresses.ours()).isEmpty();
        assertThat(bench.gates.takeDone()).as("shut, remove").hasSize(2);
        assertThat(bench.gates.guarded()).isEmpty();
        assertThat(bench.takeTold()).containsExactly("bound []");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 200, 1000})
    void aRoundThatChangesNothingAsksTheKernelOnce(int many) {
        List<AssignedVip> vips = HolderBench.vips(many);
        bench.keeper.keep(vips, bench.confirm().lease());
        bench.addresses.takeDone();
        bench.gates.takeDone();
        bench.takeTold();
        int asked = bench.links.asked();
        bench.clock.advance(Duration.ofMillis(100));
        bench.keeper.keep(vips, bench.confirm().lease());
        assertThat(bench.gates.takeDone()).containsExactly("extend");
        assertThat(bench.addresses.takeDone()).isEmpty();
        assertThat(bench.takeTold()).isEmpty();
        assertThat(bench.links.asked()).isEqualTo(asked);
    }

    @Test
    void announcesEachForTheFirstTimeBeforeAnyForTheSecondAFewAtATime() {
        keep(bench.confirm());
        long begun = bench.clock.nanos();
        Set<InetAddress> announced = new HashSet<>();
        OptionalLong next = bench.announcer.tick();
        while (true) {
            List<Sent> sent = bench.ports.takeSent();
            assertThat(sent).hasSizeLessThanOrEqualTo(64);
            for (int i = 0; i < sent.size(); i += 2) {
                assertThat(announced.add(((ArpPacket) sent.get(i).packet()).senderIp()))
                        .as("for the first time")
                        .isTrue();
            }
            if (announced.size() == MANY) {
                break;
            }
            bench.clock.advance(Duration.ofNanos(next.orElseThrow() - bench.clock.nanos()));
            next = bench.announcer.tick();
        }
        assertThat(Duration.ofNanos(bench.clock.nanos() - begun)).isLessThan(Duration.ofMillis(60));
    }

    @Test
    void finishesTheBurstsOfAllWithoutAFlood() {
        keep(bench.confirm());
        int sent = bench.ports.takeSent().size();
        Duration spent = Duration.ZERO;
        while (spent.compareTo(Duration.ofSeconds(2)) < 0) {
            bench.announcer.tick();
            List<Sent> now = bench.ports.takeSent();
            assertThat(now).hasSizeLessThanOrEqualTo(64);
            sent += now.size();
            bench.clock.advance(Duration.ofMillis(1));
            spent = spent.plusMillis(1);
        }
        assertThat(sent).as("a request and a reply, five times each").isEqualTo(MANY * 2 * 5);
    }

    @Test
    void oneThatCannotBeBoundHurtsNoneOfTheOthers() {
        AssignedVip bad = VIPS.get(70);
        bench.addresses.refuse(bad.addresses().getFirst().ip());
        assertThat(keep(bench.confirm())).isFalse();
        assertThat(bench.takeTold())
                .filteredOn(told -> told.startsWith("cannot"))
                .containsExactly("cannot hold " + bad.vip() + ": BIND_FAILED");
        assertThat(bench.keeper.held()).hasSize(MANY - 1).extracting(Held::vip).doesNotContain(bad);
        assertThat(bench.addresses.ours()).hasSize(MANY - 1);
        assertThat(bench.gates.guarded()).hasSize(MANY - 1);
        assertThat(bench.announcer.announces(bad.addresses().getFirst().ip())).isFalse();
        assertThat(bench.announcer.announces(VIPS.get(71).addresses().getFirst().ip()))
                .isTrue();
    }

    @Test
    void oneThatCannotBeExtendedHurtsNoneOfTheOthers() {
        AssignedVip bad = VIPS.get(3);
        keep(bench.confirm());
        bench.takeTold();
        bench.addresses.refuse(bad.addresses().getFirst().ip());
        bench.clock.advance(EXTEND_EVERY);
        keep(bench.confirm());
        assertThat(bench.takeTold())
                .filteredOn(told -> told.startsWith("cannot"))
                .hasSize(1);
        assertThat(bench.addresses.ours()).hasSize(MANY - 1);
    }

    @Test
    void spreadsTheExtensionOfWhatWasBoundAtOnce() {
        keep(bench.confirm());
        bench.addresses.takeDone();
        bench.clock.advance(EXTEND_EVERY);
        keep(bench.confirm());
        List<String> first = bench.addresses.takeDone();
        assertThat(first).hasSize(MANY / 2).allMatch(done -> done.startsWith("extend"));
        bench.clock.advance(Duration.ofMillis(100));
        keep(bench.confirm());
        List<String> second = bench.addresses.takeDone();
        assertThat(second).hasSize(MANY / 2).doesNotContainAnyElementsOf(first);
        bench.clock.advance(Duration.ofMillis(100));
        keep(bench.confirm());
        assertThat(bench.addresses.takeDone()).isEmpty();
    }

    @Test
    void putsNoneOffForLongerThanHalfALifetime() {
        keep(bench.confirm());
        bench.addresses.takeDone();
        bench.clock.advance(EXTEND_EVERY.minusMillis(50));
        keep(bench.confirm());
        bench.clock.advance(EXTEND_EVERY.plusMillis(50));
        keep(bench.confirm());
        assertThat(bench.addresses.takeDone()).hasSize(MANY);
    }

    @Test
    void undoesAllThatItWasHeldUpAt() {
        bench.confirm();
        during(60, () -> bench.clock.advance(WINDOW));
        assertThat(keep(bench)).as("renew at once and try again").isTrue();
        assertThat(bench.keeper.held()).as("what was bound in time").hasSize(50);
        assertThat(bench.addresses.ours()).hasSize(50);
        assertThat(bench.gates.guarded()).hasSize(50);
        assertThat(bench.announcer.announces(VIPS.get(49).addresses().getFirst().ip()))
                .isTrue();
        assertThat(bench.announcer.announces(VIPS.get(50).addresses().getFirst().ip()))
                .isFalse();
        assertThat(keep(bench.confirm())).isFalse();
        assertThat(bench.addresses.ours()).hasSize(MANY);
    }

    @Test
    void putsAllBackThatSomebodyTookOff() {
        keep(bench.confirm());
        bench.addresses.takeDone();
        VIPS.forEach(
                vip -> bench.addresses.removeByHand(vip.addresses().getFirst().ip()));
        VIPS.forEach(this::removed);
        assertThat(bench.addresses.takeDone())
                .as("with the first event")
                .hasSize(MANY)
                .allMatch(d -> d.startsWith("bind"));
        bench.addresses.removeByHand(VIPS.get(9).addresses().getFirst().ip());
        removed(VIPS.get(9));
        assertThat(bench.addresses.takeDone()).as("there was a look just now").isEmpty();
        keep(bench);
        assertThat(bench.addresses.takeDone()).hasSize(1);
        assertThat(bench.addresses.ours()).hasSize(MANY);
    }

    private void removed(AssignedVip vip) {
        bench.keeper.observe(new AddressRemoved(ETH0, vip.addresses().getFirst().ip(), 32), bench.lease());
    }

    private void during(int nth, Runnable happening) {
        bench.addresses.duringNext(nth == 1 ? happening : () -> during(nth - 1, happening));
    }

    private static boolean keep(HolderBench bench) {
        return bench.keeper.keep(VIPS, bench.lease());
    }
}
