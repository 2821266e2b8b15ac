package dev.quorumvip.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VipTableTest {
    private static final VipTable NONE = VipTable.of(new TreeMap<>());

    @Test
    void isTheSameMapAsOneOfTheJdkWithTheSameContent() {
        VipTable table = NONE.with(vip("web", "192.0.2.1/24")).with(vip("db", "192.0.2.2/24"));
        TreeMap<String, Vip> same =
                new TreeMap<>(Map.of("db", vip("db", "192.0.2.2/24"), "web", vip("web", "192.0.2.1/24")));
        assertThat(table).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(VipTable.of(same)).isEqualTo(table);
        assertThat(table.keySet()).containsExactly("db", "web");
        assertThat(table.firstKey()).isEqualTo("db");
        assertThat(table.lastKey()).isEqualTo("web");
        assertThat(table.tailMap("e")).containsOnlyKeys("web");
        assertThat(VipTable.of(table)).isSameAs(table);
    }

    @Test
    void leavesTheOneItWasMadeFromAsItWas() {
        VipTable one = NONE.with(vip("web", "192.0.2.1/24"));
        VipTable two = one.with(vip("db", "192.0.2.2/24"));
        VipTable third = two.without("web");
        assertThat(one).containsOnlyKeys("web");
        assertThat(two).containsOnlyKeys("db", "web");
        assertThat(third).containsOnlyKeys("db");
        assertThat(two.get("web")).isSameAs(one.get("web"));
        assertThatThrownBy(() -> two.remove("db")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> two.put("db", vip("db", "192.0.2.3/24")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void knowsWhoseAnAddressIs() {
        VipTable table = NONE.with(vip("web", "192.0.2.1/24", "2001:db8::1/64"));
        assertThat(table.occupant(ip("192.0.2.1"))).contains("web");
        assertThat(table.occupant(ip("2001:db8::1"))).contains("web");
        assertThat(table.occupant(ip("192.0.2.2"))).isEmpty();
        assertThat(table.with(vip("web", "192.0.2.2/24")).occupant(ip("192.0.2.1")))
                .isEmpty();
        assertThat(table.without("web").occupant(ip("192.0.2.1"))).isEmpty();
    }

    @Test
    void anAddressIsTakenForAsLongAsItsFormerHolderMayHaveIt() {
        Vip held = vip("web", "192.0.2.1/24");
        Assignment assignment = new Assignment(
                new SessionId(new NodeId(1), 1),
                new GrantNumber(1),
                held.definition().addresses(),
                held.definition().interfaceChoice(),
                false,
                Optional.empty());
        held = held.withAssignment(
                assignment,
                new Transition(
                        Optional.empty(), new NodeId(1), TransitionReason.FIRST_ASSIGNMENT, 0, Optional.empty()));
        Vip moved = held.withDefinition(new DefinitionNumber(2), definition("192.0.2.9/24"));
        VipTable elsewhere = NONE.with(held).with(moved);
        assertThat(elsewhere.occupant(ip("192.0.2.1"))).contains("web");
        assertThat(elsewhere.occupant(ip("192.0.2.9"))).contains("web");
        VipTable deleted = NONE.with(held.withDeleted());
        assertThat(deleted.occupant(ip("192.0.2.1"))).contains("web");
        VipTable released = elsewhere.with(moved.withoutAssignment(TransitionReason.VIP_CHANGED));
        assertThat(released.occupant(ip("192.0.2.1"))).isEmpty();
        assertThat(released.occupant(ip("192.0.2.9"))).contains("web");
    }

    private static Vip vip(String name, String... addresses) {
        return Vip.defined(name, new DefinitionNumber(1), definition(addresses));
    }

    private static VipDefinition definition(String... addresses) {
        return VipDefinition.of(Stream.of(addresses).map(VipAddress::parse).toArray(VipAddress[]::new));
    }

    private static InetAddress ip(String text) {
        return VipAddress.parse(text + (text.contains(":") ? "/128" : "/32")).ip();
    }
}
