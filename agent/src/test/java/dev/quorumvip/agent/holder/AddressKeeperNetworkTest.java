package dev.quorumvip.agent.holder;

import static dev.quorumvip.agent.holder.HolderBench.ETH0;
import static dev.quorumvip.agent.holder.HolderBench.ETH1;
import static dev.quorumvip.agent.holder.HolderBench.LEASE;
import static dev.quorumvip.agent.holder.HolderBench.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.address.NetworkEvent.AddressRemoved;
import dev.quorumvip.agent.address.NetworkEvent.LinkChanged;
import dev.quorumvip.agent.address.NetworkEvent.LinkRemoved;
import dev.quorumvip.agent.address.NetworkEvent.Resync;
import dev.quorumvip.agent.address.SimulatedAddressTable.Call;
import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the keeper does when something happens to its interfaces. */
class AddressKeeperNetworkTest {
    private static final AssignedVip WEB = HolderBench.vip("web", 1, "192.0.2.10/24");
    private static final AssignedVip DB = new AssignedVip(
            "db",
            new GrantNumber(2),
            List.of(VipAddress.parse("192.0.2.11/24")),
            InterfaceChoice.of("eth1"),
            false,
            Optional.empty());
    private static final InetAddress WEB_IP = WEB.addresses().getFirst().ip();
    private static final AddressRemoved WEB_REMOVED = new AddressRemoved(ETH0, WEB_IP, 32);

    private final HolderBench bench = new HolderBench();

    @BeforeEach
    void holdWebOnEth0AndDbOnEth1() {
        bench.confirm();
        bench.keeper.keep(List.of(WEB, DB), bench.lease());
        bench.addresses.takeDone();
        bench.ports.takeSent();
        bench.takeTold();
    }

    @ParameterizedTest
    @CsvSource({"eth0, true, false", "eth0, false, false", "lan0, true, true"})
    void givesBackWhatIsOnAnInterfaceThatIsDownDeafOrRenamed(String name, boolean up, boolean carrier) {
        Link now = new Link(ETH0, name, MacAddress.ZERO, up, carrier);
        observe(new LinkChanged(now));
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32");
        assertThat(bench.takeTold()).containsExactly("bound [db]", "cannot hold web: INTERFACE_LOST");
        assertThat(bench.announcer.announces(WEB_IP)).isFalse();
    }

    @Test
    void givesBackWhatWasOnARemovedInterface() {
        observe(new LinkRemoved(ETH0, "eth0"));
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32");
        assertThat(bench.takeTold()).contains("cannot hold web: INTERFACE_LOST");
    }

    @Test
    void bearsNewsOfAnInterfaceThatIsStillGood() {
        observe(new LinkChanged(SimulatedLinkTable.up(ETH0, "eth0")));
        assertThat(bench.addresses.takeDone()).isEmpty();
        assertThat(bench.takeTold()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false"})
    void refusesToBindToAnInterfaceWithoutCarrier(boolean up, boolean carrier) {
        bench.keeper.letGoAll("a test");
        bench.addresses.takeDone();
        bench.takeTold();
        bench.links.put(new Link(ETH0, "eth0", MacAddress.ZERO, up, carrier));
        assertThat(bench.keeper.keep(List.of(WEB), bench.lease())).isFalse();
        assertThat(bench.takeTold()).containsExactly("cannot hold web: INTERFACE_LOST");
        assertThat(bench.addresses.takeDone()).isEmpty();
        assertThat(bench.keeper.interfaceUsable()).isFalse();
    }

    @Test
    void refusesToBindWhenTheInterfaceIsNotThereOrCannotBeRead() {
        AssignedVip nowhere = new AssignedVip(
                "x",
                new GrantNumber(7),
                List.of(VipAddress.parse("192.0.2.12/24")),
                InterfaceChoice.of("eth9"),
                false,
                Optional.empty());
        bench.keeper.keep(List.of(WEB, DB, nowhere), bench.lease());
        assertThat(bench.takeTold()).containsExactly("cannot hold x: INTERFACE_LOST");
        assertThat(bench.keeper.interfaceUsable()).isTrue();
        bench.links.fail();
        bench.keeper.keep(List.of(WEB, DB, nowhere), bench.lease());
        assertThat(bench.takeTold()).containsExactly("cannot hold x: INTERFACE_LOST");
        assertThat(bench.keeper.interfaceUsable()).isFalse();
    }

    @Test
    void putsBackAndAnnouncesWhatWasTakenOffByHand() {
        bench.addresses.removeByHand(WEB_IP);
        observe(WEB_REMOVED);
        assertThat(bench.addresses.takeDone()).containsExactly("bind 192.0.2.10/32 for 1s on 3");
        assertThat(bench.ports.takeSent()).hasSize(2);
        assertThat(bench.takeTold()).noneMatch(told -> told.startsWith("cannot"));
    }

    @Test
    void ignoresNewsOfARemovalAfterWhichTheAddressWasBoundAgain() {
        observe(WEB_REMOVED);
        assertThat(bench.addresses.takeDone()).isEmpty();
        assertThat(bench.ports.takeSent()).isEmpty();
        assertThat(bench.keeper.held()).hasSize(2);
    }

    @Test
    void ignoresTheRemovalOfAddressesThatAreNotItsOwn() {
        bench.addresses.removeByHand(WEB_IP);
        observe(new AddressRemoved(ETH1, WEB_IP, 32));
        observe(new AddressRemoved(ETH0, WEB_IP, 24));
        observe(new AddressRemoved(ETH0, DB.addresses().getFirst().ip(), 32));
        assertThat(bench.addresses.takeDone()).isEmpty();
    }

    @Test
    void doesNotPutBackWhatTheKernelTookOffAfterTheDeadline() {
        bench.clock.advance(LEASE);
        bench.addresses.removeByHand(WEB_IP);
        observe(WEB_REMOVED);
        assertThat(bench.addresses.takeDone()).isEmpty();
        assertThat(bench.keeper.held()).extracting(h -> h.vip().vip()).containsExactly("db");
        assertThat(bench.announcer.announces(WEB_IP)).isFalse();
    }

    @Test
    void doesNotPutBackWithoutASession() {
        bench.addresses.removeByHand(WEB_IP);
        bench.keeper.observe(WEB_REMOVED, null);
        assertThat(bench.addresses.takeDone()).isEmpty();
    }

    @Test
    void putsBackOnTheStrengthOfAYoungRoundOnly() {
        bench.clock.advance(WINDOW);
        bench.addresses.removeByHand(WEB_IP);
        observe(WEB_REMOVED);
        assertThat(bench.addresses.takeDone()).isEmpty();
        bench.confirm();
        bench.keeper.keep(List.of(WEB, DB), bench.lease());
        assertThat(bench.addresses.takeDone()).containsExactly("bind 192.0.2.10/32 for 1s on 3");
    }

    @Test
    void looksForItselfAfterEventsWereLost() {
        bench.addresses.removeByHand(WEB_IP);
        bench.links.remove(ETH1);
        observe(new Resync());
        assertThat(bench.takeTold()).contains("cannot hold db: INTERFACE_LOST");
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.10/32");
        assertThat(bench.keeper.held()).extracting(h -> h.vip().vip()).containsExactly("web");
    }

    @Test
    void changesNothingWhenAllIsWellAfterEventsWereLost() {
        observe(new Resync());
        assertThat(bench.addresses.takeDone()).isEmpty();
        assertThat(bench.takeTold()).isEmpty();
    }

    @Test
    void believesARemovalThatItCannotCheck() {
        bench.addresses.removeByHand(WEB_IP);
        bench.addresses.fail(Call.LIST);
        observe(WEB_REMOVED);
        assertThat(bench.addresses.takeDone()).containsExactly("bind 192.0.2.10/32 for 1s on 3");
    }

    private void observe(NetworkEvent event) {
        bench.keeper.observe(event, bench.lease());
    }
}
