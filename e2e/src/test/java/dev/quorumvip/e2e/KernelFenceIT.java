package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The fence in the kernel: armed, seen by everybody, there again when somebody took it away, gone after a clean stop.
 */
class KernelFenceIT extends ClusterFixture {
    private static final String TABLE = "quorumvip_8800";
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void isArmedOnEveryNodeAndSaysSo() {
        for (Node node : nodes()) {
            assertThat(layer(node, "nftables").path("armed").asBoolean())
                    .as(layer(node, "nftables").toString())
                    .isTrue();
            assertThat(rest(node).metric("quorumvip_fence_layer_armed", "layer=\"nftables\""))
                    .isEqualTo(1);
            assertThat(cluster.cli(node, "status").output()).contains("nftables armed");
            JsonNode timing = rest(node).status().path("timing");
            assertThat(timing.path("promiseMillis").asLong())
                    .as("the voters wait for the lease alone")
                    .isEqualTo(timing.path("leaseMillis").asLong());
        }
        assertThat(cluster.cli(node(1), "doctor", "--iface", Node.INTERFACE).output())
                .contains("can be armed on " + Node.INTERFACE);
    }

    @Test
    void isReadableForOneWhoLooksAtTheFirewall() {
        assertThat(nft(holder(), "list", "table", "netdev", TABLE).output())
                .contains(
                        "ip daddr @guarded4 ip daddr != @granted4",
                        "ip daddr @guarded4 meta protocol != @lease",
                        "arp saddr ip @guarded4",
                        VIP,
                        "drop");
    }

    /** As the reload of a firewall does. */
    @Test
    void isMadeAnewWhenTheRulesetIsFlushed() throws Exception {
        Node holder = holder();
        for (int round = 0; round < 10; round++) {
            Instant flushed = Instant.now();
            nft(holder, "flush", "ruleset");
            awaitTrue(
                    "the fence is armed again",
                    SOON,
                    () -> nft(holder, "list", "table", "netdev", TABLE).output().contains(VIP));
            assertThat(awaitServed(Instant.now(), SERVED_AGAIN)).isEqualTo(holder);
            assertThat(outageSince(flushed).duration()).isLessThan(Duration.ofSeconds(1));
        }
        Fault.PAUSE.inject(cluster, holder);
        awaitMovedFrom(holder, SERVED_AGAIN);
        Fault.PAUSE.mend(cluster, holder);
        awaitAllReady();
    }

    @Test
    void isGoneAfterACleanStopAndStaysAfterAKill() {
        Node holder = holder();
        Fault.KILL.inject(cluster, holder);
        assertThat(nft(holder, "list", "tables").output()).contains(TABLE);
        awaitMovedFrom(holder, SERVED_AGAIN);
        Fault.KILL.mend(cluster, holder);
        awaitAllReady();
        Fault.TERMINATE.inject(cluster, holder);
        assertThat(cluster.agent(holder).awaitEnd(Duration.ofSeconds(15))).hasValue(0);
        assertThat(nft(holder, "list", "tables").output()).doesNotContain(TABLE);
        Fault.TERMINATE.mend(cluster, holder);
        awaitAllReady();
    }

    /** The closed gates of the life before would keep everybody from what the next one binds. */
    @Test
    void isTakenAwayByALifeThatDoesWithout() {
        Node holder = holder();
        Fault.KILL.inject(cluster, holder);
        awaitMovedFrom(holder, SERVED_AGAIN);
        var options = cluster.optionsAlone(holder).foundedBy(nodes());
        cluster.start(holder, options.with("--kernel-fence", "off"));
        awaitAllReady();
        assertThat(nft(holder, "list", "tables").output()).doesNotContain(TABLE);
        assertThat(layer(holder, "nftables").path("armed").asBoolean()).isFalse();
        cluster.agent(holder).kill();
        cluster.start(holder, options);
        awaitAllReady();
        assertThat(layer(holder, "nftables").path("armed").asBoolean()).isTrue();
    }

    private JsonNode layer(Node node, String name) {
        for (JsonNode layer : rest(node).status().path("fence")) {
            if (layer.path("layer").asText().equals(name)) {
                return layer;
            }
        }
        throw new AssertionError("no layer " + name + " in " + rest(node).status());
    }

    private static Command.Outcome nft(Node node, String... arguments) {
        List<String> command = new ArrayList<>(List.of("nft"));
        command.addAll(List.of(arguments));
        return node.namespace().attempt(command, Duration.ofSeconds(10));
    }
}
