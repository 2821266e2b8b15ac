package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.netns.VethPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtnlLinkTableTest {
    private VethPair net;
    private RtnlLinkTable table;

    @BeforeEach
    void open() throws Exception {
        net = VethPair.create();
        table = net.inNear(RtnlLinkTable::open);
    }

    @AfterEach
    void close() {
        if (net != null) {
            table.close();
            net.close();
        }
    }

    @Test
    void listsAllInterfaces() throws Exception {
        assertThat(table.list()).extracting(Link::name).containsExactlyInAnyOrder("lo", "eth0");
        assertThat(table.byName("lo").orElseThrow().mac()).isEqualTo(MacAddress.ZERO);
    }

    @Test
    void findsAnInterfaceWithItsMac() throws Exception {
        net.ipNear("link set eth0 address 02:00:5e:10:00:01");
        Link link = table.byName("eth0").orElseThrow();
        assertThat(link.mac()).hasToString("02:00:5e:10:00:01");
        assertThat(link.name()).isEqualTo("eth0");
        assertThat(table.list()).contains(link);
    }

    @Test
    void tellsUpAndCarrierApart() throws Exception {
        assertThat(table.byName("eth0").orElseThrow()).matches(Link::up).matches(Link::carrier);
        net.ipFar("link set eth0 down");
        assertThat(table.byName("eth0").orElseThrow()).matches(Link::up).matches(link -> !link.carrier());
        net.ipNear("link set eth0 down");
        assertThat(table.byName("eth0").orElseThrow())
                .matches(link -> !link.up())
                .matches(link -> !link.carrier());
    }

    @Test
    void findsNoInterfaceThatIsNotThere() throws Exception {
        assertThat(table.byName("eth1")).isEmpty();
        assertThat(table.byName("")).isEmpty();
        assertThat(table.byName("a-name-of-sixteen")).isEmpty();
    }
}
