package dev.quorumvip.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.AddressWatch;
import dev.quorumvip.e2e.probe.FleetLog;
import dev.quorumvip.e2e.probe.FleetProbe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Several VIPs on a node that somebody works on: they leave it a few at a time, and come back when asked to. */
@SuppressWarnings("NullAway.Init") // the field is set before each test
class MaintenanceIT extends ClusterFixture {
    private static final int OTHERS = 5;
    private static final int ALL = OTHERS + 1;
    private static final Duration ROUND = Duration.ofMillis(10);
    private static final Duration MOVED = Duration.ofSeconds(10);

    /** A handover each, on a machine that is busy: half a second. */
    private static final int ROUNDS_LOST = 50;

    private FleetProbe fleet;
    private final Map<Node, AddressWatch> watches = new LinkedHashMap<>();

    /** The watched VIP, and five more with the addresses after it. */
    @Override
    void form() throws Exception {
        fleet = FleetProbe.start(network, VIP, ALL, ROUND);
        for (Node node : nodes()) {
            watches.put(node, AddressWatch.start(node.namespace()));
        }
        // What is seen here are handovers: no lease must run out because the machine is busy.
        cluster.found(nodes(), "--failover-profile", "conservative");
        assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
        assertThat(rest(node(1)).putVip(CIDR).status()).isEqualTo(202);
        for (int i = 1; i <= OTHERS; i++) {
            assertThat(rest(node(1))
                            .request("PUT", "/v1/vips/v" + i, "{\"address\":\"10.77.0.5" + i + "/24\"}")
                            .status())
                    .isEqualTo(202);
        }
        awaitTrue("all are announced", READY, () -> fleet.known() == ALL);
    }

    @Override
    void unform() throws IOException {
        fleet.close();
        for (AddressWatch watch : watches.values()) {
            watch.close();
        }
        watches.clear();
    }

    @Test
    void aDrainedNodeHandsOverOneAfterTheOther() throws Exception {
        gather(node(1));
        long from = fleet.log().next();
        Instant at = Instant.now();
        Command.Outcome drain = cluster.cli(node(2), "node", "drain", "n1");
        assertThat(drain.exitCode()).as(drain.output()).isZero();
        awaitTrue(
                "the others have all", MOVED, () -> held().getOrDefault("n2", 0) + held().getOrDefault("n3", 0) == ALL);
        assertMovedTogether(1, "DRAINED", node(1), at);
        assertEachWasAwayBriefly(from);
        assertThat(cluster.cli(node(2), "node", "undrain", "n1").exitCode()).isZero();
    }

    @Test
    void aStoppingNodeHandsOverAllBeforeItEnds() throws Exception {
        gather(node(2));
        long from = fleet.log().next();
        cluster.terminate(node(2));
        OptionalInt exit = cluster.awaitEnd(node(2), Duration.ofSeconds(15));
        assertThat(exit).hasValue(0);
        awaitTrue("the others have all", MOVED, () -> fleet.indexesOf(node(2).mac()).length == 0);
        assertEachWasAwayBriefly(from);
        for (JsonNode vip : rest(node(1)).get("/v1/vips").json().path("vips")) {
            assertThat(vip.at("/lastTransition/from").asText()).isEqualTo("n2");
            assertThat(vip.at("/lastTransition/reason").asText()).isEqualTo("NODE_STOPPING");
        }
        cluster.restart(node(2));
        awaitAllReady();
    }

    @Test
    void rebalancingSpreadsThemEvenlyWithSoManyOnTheMove() throws Exception {
        for (int together = 1; together <= 2; together++) {
            gather(node(3));
            Thread.sleep(500);
            assertThat(held()).as("it stays so by itself").containsEntry("n3", ALL);
            long from = fleet.log().next();
            Instant at = Instant.now();
            Command.Outcome rebalance = cluster.cli(node(1), "rebalance", "--together", Integer.toString(together));
            assertThat(rebalance.exitCode()).as(rebalance.output()).isZero();
            awaitTrue("two on each", MOVED, this::even);
            assertMovedTogether(together, "REBALANCED", node(3), at);
            assertEachWasAwayBriefly(from);
        }
    }

    @Test
    void byPolicyTheyAreSpreadWheneverTheyAreNot() {
        gather(node(3));
        Instant at = Instant.now();
        keepSpread("always");
        awaitTrue("two on each", MOVED, this::even);
        assertMovedTogether(1, "REBALANCED", node(3), at);
        cluster.kill(node(1));
        awaitTrue("three on each of the others", MOVED, () -> held().equals(Map.of("n2", ALL / 2, "n3", ALL / 2)));
        cluster.restart(node(1));
        awaitAllReady();
        awaitTrue("two on each again", READY, this::even);
        keepSpread("never");
        gather(node(2));
    }

    private void keepSpread(String policy) {
        Command.Outcome set = cluster.cli(node(2), "rebalance", "--policy", policy);
        assertThat(set.exitCode()).as(set.output()).isZero();
    }

    /** Spread, and nobody is about to spread them once more: that would take a VIP away again which is moved by hand. */
    private boolean even() {
        return held().equals(Map.of("n1", ALL / 3, "n2", ALL / 3, "n3", ALL / 3))
                && rest(node(1)).status().path("rebalancing").path("once").asInt() == 0;
    }

    /** Has all of them moved to one node. */
    private void gather(Node node) {
        for (String name : names()) {
            move(name, node);
        }
        awaitTrue(
                "all are on " + node,
                MOVED,
                () -> held().getOrDefault(node.name(), 0) == ALL && fleet.indexesOf(node.mac()).length == ALL);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("default"));
        for (int i = 1; i <= OTHERS; i++) {
            names.add("v" + i);
        }
        return names;
    }

    /** How many VIPs each node has bound, in the eyes of the first that runs. */
    private Map<String, Integer> held() {
        Map<String, Integer> held = new TreeMap<>();
        Node asked = cluster.running().getFirst();
        for (JsonNode vip : rest(asked).get("/v1/vips").json().path("vips")) {
            if (vip.path("state").asText().equals("HELD")) {
                held.merge(vip.at("/holder/name").asText(), 1, Integer::sum);
            }
        }
        return held;
    }

    /**
     * The next is asked for when the log has given the former to another node. So no entry of the log moves more than
     * {@code together}, and on the wire as many again may be on their way, while their new holders bind them.
     */
    private void assertMovedTogether(int together, String reason, Node former, Instant since) {
        Map<String, Integer> movedByEntry = new TreeMap<>();
        for (JsonNode event : rest(former).get("/v1/events?follow=false").json().path("events")) {
            if (event.path("type").asText().equals("transition")
                    && event.path("reason").asText().equals(reason)
                    && Instant.parse(event.path("at").asText()).isAfter(since)) {
                movedByEntry.merge(event.path("id").asText().replaceFirst("-.*", ""), 1, Integer::sum);
            }
        }
        assertThat(movedByEntry.values())
                .as("moves by log entry: %s", movedByEntry)
                .isNotEmpty()
                .allSatisfy(moves -> assertThat(moves).isLessThanOrEqualTo(together));
        assertThat(mostOnTheMove(former, since)).isBetween(1, 2 * together);
    }

    /** How many VIPs at most were off this node, and on no other yet, at one moment since then. */
    private int mostOnTheMove(Node former, Instant since) {
        SortedMap<Instant, Integer> changes = new TreeMap<>();
        for (int i = 0; i < ALL; i++) {
            String address = "10.77.0.5" + i;
            Optional<Instant> off = watch(former).removed(address, since);
            if (off.isPresent()) {
                Instant on = nodes().stream()
                        .flatMap(node -> watch(node).added(address, off.get()).stream())
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
                changes.merge(off.get(), 1, Integer::sum);
                changes.merge(on, -1, Integer::sum);
            }
        }
        int now = 0;
        int most = 0;
        for (int change : changes.values()) {
            now += change;
            most = Math.max(most, now);
        }
        return most;
    }

    private AddressWatch watch(Node node) {
        return requireNonNull(watches.get(node));
    }

    private void assertEachWasAwayBriefly(long from) throws InterruptedException {
        FleetLog log = fleet.log();
        Thread.sleep(200);
        // The last rounds' replies may still be under way.
        long to = log.next() - 10;
        for (int i = 0; i < ALL; i++) {
            assertThat(log.lost(i, from, to))
                    .as("replies of 10.77.0.%d that were missing", 50 + i)
                    .isLessThan(ROUNDS_LOST);
        }
    }
}
