package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.VipChanges;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldGaugesTest {
    private static final Link ETH0 = new Link(2, "eth0", MacAddress.ZERO, true, true);

    private final ScriptedConsensus log = new ScriptedConsensus();
    private final PrometheusMeterRegistry registry = AgentMetrics.newRegistry();
    private final HeldGauges gauges = new HeldGauges(new AgentMetrics(registry, "test"));
    private ClusterState seen = log.state();

    @Test
    void showsEachVipThereIsAndWhetherItIsHere() {
        Sample.found(log);
        set("web", 1);
        set("db", 2);
        observe();
        assertThat(shown()).containsExactlyInAnyOrder("db 0.0", "web 0.0");
        gauges.holding(List.of(held("web")));
        assertThat(shown()).containsExactlyInAnyOrder("db 0.0", "web 1.0");
        gauges.holding(List.of(held("db")));
        assertThat(shown()).containsExactlyInAnyOrder("db 1.0", "web 0.0");
    }

    @Test
    void forgetsOneThatIsDeletedOnceItIsNotHeldEither() {
        Sample.found(log);
        set("web", 1);
        observe();
        gauges.holding(List.of(held("web")));
        log.append(new Command.DeleteVip("web"));
        observe();
        assertThat(shown()).containsExactly("web 1.0");
        gauges.holding(List.of());
        assertThat(shown()).isEmpty();
    }

    private void set(String name, int host) {
        log.append(new Command.SetVip(name, VipDefinition.of(VipAddress.parse("192.0.2." + host + "/32"))));
    }

    private void observe() {
        gauges.observe(VipChanges.between(seen, log.state()));
        seen = log.state();
    }

    private static Held held(String name) {
        return new Held(Sample.assigned(name, 1), ETH0, 0, 0);
    }

    private List<String> shown() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("quorumvip_vip_holder{"))
                .map(line -> line.replaceAll(".*vip=\"(\\w+)\"} (.*)", "$1 $2"))
                .toList();
    }
}
