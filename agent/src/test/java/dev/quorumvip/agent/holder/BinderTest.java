package dev.quorumvip.agent.holder;

import static dev.quorumvip.agent.holder.HolderBench.ETH0;
import static dev.quorumvip.agent.holder.HolderBench.EXTEND_EVERY;
import static dev.quorumvip.agent.holder.HolderBench.LEASE;
import static dev.quorumvip.agent.holder.HolderBench.LIFETIME;
import static dev.quorumvip.agent.holder.HolderBench.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.SimulatedAddressTable.Call;
import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.lease.SessionLease;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** VIPs with several addresses: all of them are on the interface, or none. */
class BinderTest {
    private static final Link LINK = SimulatedLinkTable.up(ETH0, "eth0");
    private static final InetAddress FOUR = InetAddress.ofLiteral("192.0.2.10");
    private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8::10");
    private static final InetAddress OTHER_FOUR = InetAddress.ofLiteral("192.0.2.11");
    private static final InetAddress OTHER_SIX = InetAddress.ofLiteral("2001:db8::11");

    private final HolderBench bench = new HolderBench();
    private final Holdings holdings = new Holdings();
    private final SessionLease lease = HolderBench.lease(1);
    private final Binder binder = new Binder(
            bench.addresses,
            bench.announcer,
            bench.clock,
            new Gates(bench.gates),
            new FencePlan(WINDOW, LIFETIME, LEASE),
            holdings,
            HolderRules.DEFAULTS,
            bench);
    private final Held web = held("web", 1, FOUR, SIX);
    private final Held db = held("db", 2, OTHER_FOUR, OTHER_SIX);

    @Test
    void bindsAllAddressesOfEach() {
        HolderBench.confirm(lease, bench.clock.nanos());
        assertThat(binder.bind(LINK, List.of(web, db), lease)).isTrue();
        assertThat(bench.addresses.ours())
                .containsExactly(
                        "192.0.2.10/32", "2001:db8:0:0:0:0:0:10/128", "192.0.2.11/32", "2001:db8:0:0:0:0:0:11/128");
        assertThat(bench.gates.guarded()).hasSize(4);
        assertThat(holdings.list()).containsExactly(web, db);
        for (InetAddress ip : List.of(FOUR, SIX, OTHER_FOUR, OTHER_SIX)) {
            assertThat(bench.gates.passes(ip)).isTrue();
        }
    }

    @Test
    void bindsNoneOfThoseOfWhichOneIsRefused() {
        bench.addresses.refuse(SIX);
        HolderBench.confirm(lease, bench.clock.nanos());
        assertThat(binder.bind(LINK, List.of(web, db), lease)).isTrue();
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32", "2001:db8:0:0:0:0:0:11/128");
        assertThat(bench.gates.guarded()).hasSize(2);
        assertThat(bench.takeTold()).contains("cannot hold web: BIND_FAILED", "bound [db]");
        assertThat(bench.refusedByKernel()).isEqualTo(1);
        assertThat(bench.announcer.announces(FOUR)).isFalse();
    }

    @Test
    void letsGoOfAllAddressesWhenOneCannotBeExtended() {
        HolderBench.confirm(lease, bench.clock.nanos());
        binder.bind(LINK, List.of(web, db), lease);
        bench.addresses.refuse(OTHER_FOUR);
        bench.clock.advance(EXTEND_EVERY);
        HolderBench.confirm(lease, bench.clock.nanos());
        binder.extendLifetimes(lease);
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.10/32", "2001:db8:0:0:0:0:0:10/128");
        assertThat(bench.takeTold()).contains("cannot hold db: BIND_FAILED");
    }

    @Test
    void takesAllAddressesOff() {
        HolderBench.confirm(lease, bench.clock.nanos());
        binder.bind(LINK, List.of(web, db), lease);
        binder.letGo(List.of(holding(web)), "a test");
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.11/32", "2001:db8:0:0:0:0:0:11/128");
        assertThat(bench.gates.guarded()).hasSize(2);
        assertThat(holdings.at(AddressOnLink.single(ETH0, SIX))).isNull();
        assertThat(holdings.at(AddressOnLink.single(ETH0, OTHER_SIX))).isNotNull();
    }

    @Test
    void takesOffOnlyWhatIsLeftOfAVipThatSomebodyTookOffInPart() {
        HolderBench.confirm(lease, bench.clock.nanos());
        binder.bind(LINK, List.of(web), lease);
        bench.addresses.takeDone();
        binder.letGo(List.of(holding(web)), Set.of(AddressOnLink.single(ETH0, SIX)), "a test");
        assertThat(bench.addresses.takeDone()).containsExactly("unbind 2001:db8:0:0:0:0:0:10/128 on 3");
        assertThat(bench.gates.guarded()).isEmpty();
        assertThat(holdings.isEmpty()).isTrue();
    }

    @Test
    void keepsTheGatesClosedBeforeAVipThatCannotBeTakenOff() {
        HolderBench.confirm(lease, bench.clock.nanos());
        binder.bind(LINK, List.of(web), lease);
        bench.addresses.fail(Call.UNBIND);
        binder.letGo(List.of(holding(web)), "a test");
        assertThat(bench.takeTold()).contains("unbind failed web");
        assertThat(bench.gates.guarded()).hasSize(2);
        assertThat(bench.gates.passes(FOUR)).isFalse();
        assertThat(bench.gates.passes(SIX)).isFalse();
    }

    private Holding holding(Held held) {
        return holdings.all().stream()
                .filter(h -> h.what().equals(held))
                .findFirst()
                .orElseThrow();
    }

    private Held held(String name, long grant, InetAddress... ips) {
        return new Held(
                HolderBench.vip(name, grant, ips[0].getHostAddress() + "/24"),
                List.of(ips),
                LINK,
                bench.clock.nanos(),
                HolderBench.WALL.toEpochMilli());
    }
}
