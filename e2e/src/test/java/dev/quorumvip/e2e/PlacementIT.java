package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** VIPs that go where they are told to. */
class PlacementIT extends ClusterFixture {
    private static final Duration MOVED = Duration.ofSeconds(3);

    /** A move is a handover: the address is off for a few commits. */
    private static final Duration HANDED_OVER = Duration.ofMillis(500);

    @Override
    void form() throws Exception {
        for (Node node : nodes()) {
            cluster.start(
                    node,
                    cluster.optionsAlone(node)
                            .foundedBy(nodes())
                            .with("--labels", "zone=z" + node.number() + ",rack=r"));
        }
        assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
        assertThat(defineWith("").status()).isEqualTo(202);
        awaitServed(Instant.now(), READY);
    }

    private HttpReply defineWith(String more) {
        return define("{\"address\":\"" + CIDR + "\"" + more + "}");
    }

    @Test
    void movesToTheNodeThatIsNamed() {
        Node holder = holder();
        Node to = allBut(holder).getFirst();
        Instant at = Instant.now();
        Command.Outcome move = cluster.cli(node(2), "vip", "move", "default", "--to", to.name());
        assertThat(move.exitCode()).as(move.output()).isZero();
        awaitTrue("it is on " + to, MOVED, () -> holder().equals(to));
        assertThat(outageSince(at).duration()).isLessThan(HANDED_OVER);
        assertThat(vipIn(rest(node(1)).status()).at("/lastTransition/reason").asText())
                .isEqualTo("MOVED");

        Command.Outcome nowhere = cluster.cli(node(2), "vip", "move", "default", "--to", "n9");
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.output()).contains("there is no member named 'n9'");
    }

    @Test
    void aDrainedNodeHandsOverAndIsGivenNothingUntilItIsUndrained() {
        Node holder = holder();
        Instant at = Instant.now();
        assertThat(cluster.cli(node(1), "node", "drain", holder.name()).exitCode())
                .isZero();
        Node successor = awaitMovedFrom(holder, MOVED);
        assertThat(outageSince(at).duration()).isLessThan(HANDED_OVER);
        assertThat(cluster.cli(node(1), "members", "list").output()).contains("drained");
        Command.Outcome move = cluster.cli(node(2), "vip", "move", "default", "--to", holder.name());
        assertThat(move.output()).contains("is drained");

        // The one that has it last: drained before, it would hand over to the third.
        for (Node other : List.of(allBut(holder, successor).getFirst(), successor)) {
            assertThat(cluster.cli(node(1), "node", "drain", other.name()).exitCode())
                    .isZero();
        }
        assertThat(holder()).as("nobody else can have it").isEqualTo(successor);
        // Its holder first: a drained one would hand over to whoever is not.
        assertThat(cluster.cli(node(1), "node", "undrain", successor.name()).exitCode())
                .isZero();
        for (Node other : allBut(successor)) {
            assertThat(cluster.cli(node(1), "node", "undrain", other.name()).exitCode())
                    .isZero();
        }
        assertThat(holder()).isEqualTo(successor);
    }

    @Test
    void goesByLabelsAndPriorities() {
        assertThat(defineWith(",\"nodeSelector\":{\"zone\":\"z2\"}").status()).isEqualTo(202);
        awaitTrue("it is in zone z2", MOVED, () -> holder().equals(node(2)));
        assertThat(defineWith(",\"nodeSelector\":{\"zone\":\"z3\"}").status()).isEqualTo(202);
        awaitTrue("it is in zone z3", MOVED, () -> holder().equals(node(3)));

        assertThat(defineWith(",\"priorities\":{\"n1\":150,\"n2\":120},\"preemption\":{\"mode\":\"always\"}")
                        .status())
                .isEqualTo(202);
        awaitTrue("n1 is preferred", MOVED, () -> holder().equals(node(1)));
        cluster.kill(node(1));
        awaitTrue("n2 is next", SERVED_AGAIN, () -> holder().equals(node(2)));
        cluster.restart(node(1));
        awaitAllReady();
        awaitTrue("n1 takes it back", MOVED, () -> holder().equals(node(1)));
        assertThat(defineWith("").status()).isEqualTo(202);
    }

    @Test
    void severalAddressesAreOnOneNodeAndLeaveItTogether() {
        assertThat(defineWith(",\"nodeSelector\":{\"rack\":\"r\"}").status()).isEqualTo(202);
        HttpReply put =
                rest(node(1)).request("PUT", "/v1/vips/pair", "{\"addresses\":[\"10.77.0.71/24\",\"10.77.0.72/24\"]}");
        assertThat(put.status()).as(put.body()).isEqualTo(202);
        awaitTrue("both are on one node", MOVED, () -> nodes().stream().anyMatch(PlacementIT::hasPair));
        Node holder = nodes().stream().filter(PlacementIT::hasPair).findFirst().orElseThrow();
        Node to = allBut(holder).getLast();
        assertThat(cluster.cli(node(1), "vip", "move", "pair", "--to", to.name())
                        .exitCode())
                .isZero();
        awaitTrue("both have moved", MOVED, () -> hasPair(to));
        assertThat(shown(holder, "10.77.0.71") || shown(holder, "10.77.0.72")).isFalse();
        assertThat(rest(node(1))
                        .request("PUT", "/v1/vips/rival", "{\"address\":\"10.77.0.72/24\"}")
                        .status())
                .isEqualTo(409);
        assertThat(rest(node(1)).request("DELETE", "/v1/vips/pair", "").status())
                .isEqualTo(202);
        awaitTrue(
                "both are gone",
                MOVED,
                () -> nodes().stream().noneMatch(node -> shown(node, "10.77.0.71") || shown(node, "10.77.0.72")));
    }

    private static boolean hasPair(Node node) {
        return shown(node, "10.77.0.71") && shown(node, "10.77.0.72");
    }

    private static boolean shown(Node node, String address) {
        return node.namespace().ip("-oneline", "address", "show", "to", address).contains(address);
    }
}
