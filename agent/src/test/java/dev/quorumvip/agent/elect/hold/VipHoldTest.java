package dev.quorumvip.agent.elect.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.address.SimulatedAddressTable;
import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.RouterRole;
import dev.quorumvip.agent.announcement.SimulatedFramePorts;
import dev.quorumvip.agent.clock.SettableClock;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.fence.SimulatedKernelFence;
import dev.quorumvip.agent.holder.Announcer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VipHoldTest {
    private static final int ETH0 = 3;
    private static final VipAddress VIP = VipAddress.parse("192.0.2.5/24");
    private static final HoldTiming TIMING = HoldTiming.byKernelFence(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final SettableClock clock = new SettableClock();
    private final SimulatedAddressTable addresses = new SimulatedAddressTable(clock, ETH0);
    private final SimulatedLinkTable links = new SimulatedLinkTable();
    private final SimulatedFramePorts ports = new SimulatedFramePorts();
    private final SimulatedKernelFence gates = new SimulatedKernelFence(clock);
    private final List<String> told = new ArrayList<>();
    private final VipHold hold;

    VipHoldTest() {
        links.put(SimulatedLinkTable.up(ETH0, "eth0"));
        hold = new VipHold(
                addresses,
                links,
                new Announcer(ports, clock, RouterRole.HOST, new Deaf(), kind -> {}),
                clock,
                InstantSource.fixed(Instant.EPOCH),
                gates,
                TIMING,
                VIP,
                "eth0",
                new Told());
    }

    @Test
    void bindsAndAnnouncesWhenItLeads() throws IOException {
        hold.lead(clock.nanos());
        assertThat(bound()).isTrue();
        assertThat(gates.passes(VIP.ip())).isTrue();
        assertThat(ports.takeSent())
                .isNotEmpty()
                .allMatch(sent -> sent.address().equals(VIP.ip()));
        assertThat(told).containsExactly("bound true");
    }

    @Test
    void takesItOffBeforeResigningIsDone() throws IOException {
        hold.lead(clock.nanos());
        hold.resign("told to");
        assertThat(bound()).isFalse();
        assertThat(told).containsExactly("bound true", "bound false");
        hold.tick();
        assertThat(bound()).isFalse();
    }

    @Test
    void isServedUntilTheDeadlineOfTheLastProofAndNotLongerWithNobodyAwake() {
        hold.lead(clock.nanos());
        clock.advance(Duration.ofMillis(300));
        long proven = clock.nanos();
        clock.advance(Duration.ofMillis(200));
        hold.extend(proven);
        clock.advance(Duration.ofMillis(798));
        assertThat(gates.passes(VIP.ip())).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(gates.passes(VIP.ip())).as("by the kernel alone").isFalse();
    }

    @Test
    void takesItOffWhenItWakesTooLate() throws IOException {
        hold.lead(clock.nanos());
        clock.advance(Duration.ofMillis(999));
        hold.tick();
        assertThat(bound()).isFalse();
    }

    /** A proof is worth less the longer it was on its way: none is left to bind with. */
    @Test
    void bindsNothingWithAProofThatIsNearlyOver() throws IOException {
        long asked = clock.nanos();
        clock.advance(Duration.ofMillis(600));
        hold.lead(asked);
        assertThat(bound()).isFalse();
        hold.extend(clock.nanos());
        assertThat(bound()).isTrue();
    }

    @Test
    void servesItAnewUnderTheNextLead() throws IOException {
        hold.lead(clock.nanos());
        hold.resign("lost");
        ports.takeSent();
        hold.lead(clock.nanos());
        assertThat(bound()).isTrue();
        assertThat(gates.passes(VIP.ip())).isTrue();
        assertThat(ports.takeSent()).isNotEmpty();
    }

    @Test
    void putsBackWhatSomebodyTookOff() throws IOException {
        hold.lead(clock.nanos());
        addresses.removeByHand(VIP.ip());
        hold.observe(new NetworkEvent.AddressRemoved(ETH0, VIP.ip(), 32));
        assertThat(bound()).isTrue();
    }

    @Test
    void saysThatItCannotHoldWithoutItsInterface() throws IOException {
        hold.lead(clock.nanos());
        assertThat(hold.able()).isTrue();
        Link down = new Link(ETH0, "eth0", SimulatedLinkTable.up(ETH0, "eth0").mac(), true, false);
        links.put(down);
        hold.observe(new NetworkEvent.LinkChanged(down));
        assertThat(bound()).isFalse();
        assertThat(hold.able()).isFalse();
        assertThat(told).contains("cannot hold: interface lost");
    }

    @Test
    void clearsOnlyItsOwnAddressOfAnEarlierLife() throws IOException {
        VipAddress another = VipAddress.parse("192.0.2.6/24");
        addresses.bind(ETH0, VIP.ip(), 32, Duration.ofSeconds(5));
        addresses.bind(ETH0, another.ip(), 32, Duration.ofSeconds(5));
        VipHold.clearLeftover(addresses, links, VIP);
        assertThat(addresses.listOurs()).extracting(address -> address.ip()).containsExactly(another.ip());
    }

    private boolean bound() throws IOException {
        return addresses.list().stream()
                .anyMatch(address -> new AddressOnLink(address.interfaceIndex(), address.ip(), address.prefixLength())
                        .equals(AddressOnLink.single(ETH0, VIP.ip())));
    }

    private final class Told implements VipHold.Listener {
        @Override
        public void bound(boolean bound) {
            told.add("bound " + bound);
        }

        @Override
        public void cannotHold(String why) {
            told.add("cannot hold: " + why);
        }

        @Override
        public void fault(String what, Exception cause) {
            told.add("fault: " + what);
        }
    }

    private static final class Deaf implements FrameListener {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {}
    }
}
