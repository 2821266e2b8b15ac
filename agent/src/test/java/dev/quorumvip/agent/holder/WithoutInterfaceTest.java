package dev.quorumvip.agent.holder;

import static dev.quorumvip.agent.holder.HolderBench.ETH0;
import static dev.quorumvip.agent.holder.HolderBench.ETH1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a holder says beforehand that it could bind nowhere. */
class WithoutInterfaceTest {
    private static final VipAddress ADDRESS = VipAddress.parse("192.0.2.10/24");

    private final HolderBench bench = new HolderBench();

    @Test
    void anInterfaceHasToBeThereUpAndConnected() {
        assertThat(without("eth1")).isEmpty();
        Link eth1 = SimulatedLinkTable.up(ETH1, "eth1");
        bench.links.put(new Link(ETH1, "eth1", eth1.mac(), true, false));
        assertThat(without("eth1")).as("no carrier").containsExactly("web");
        bench.links.put(new Link(ETH1, "eth1", eth1.mac(), false, false));
        assertThat(without("eth1")).as("down").containsExactly("web");
        bench.links.remove(ETH1);
        assertThat(without("eth1")).as("gone").containsExactly("web");
        bench.links.put(eth1);
        assertThat(without("eth1")).isEmpty();
    }

    @Test
    void aPatternHasToMatchOneThatCanBeUsed() {
        assertThat(without("eth*")).isEmpty();
        assertThat(without("vlan*")).containsExactly("web");
        bench.links.remove(ETH0);
        bench.links.remove(ETH1);
        assertThat(without("eth*")).containsExactly("web");
    }

    @Test
    void aSubnetNeedsAnInterfaceWithAnAddressInIt() {
        assertThat(without("/subnet")).containsExactly("web");
    }

    @Test
    void whatIsHeldAsItIsDefinedHasItsInterface() {
        AssignedVip web = new AssignedVip(
                "web", new GrantNumber(1), List.of(ADDRESS), InterfaceChoice.of("eth?"), false, Optional.empty());
        bench.keeper.keep(List.of(web), bench.confirm().lease());
        assertThat(bench.takeTold()).containsExactly("bound [web]");
        bench.links.fail();
        assertThat(without("eth?")).as("though none can be found").isEmpty();
        assertThat(without("eth1")).as("as it is to be held next").containsExactly("web");
        bench.keeper.observe(new NetworkEvent.LinkRemoved(ETH0, "eth0"), bench.lease());
        assertThat(bench.takeTold()).as("at once").contains("cannot hold web: INTERFACE_LOST");
        assertThat(without("eth?")).as("no longer held").containsExactly("web");
    }

    private Set<String> without(String choice) {
        return bench.keeper.withoutInterface(
                Map.of("web", VipDefinition.of(ADDRESS).on(InterfaceChoice.of(choice))));
    }
}
