package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Agents that hold nothing until somebody tells them by REST how they get into a cluster. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AwaitFoundingIT extends ClusterFixture {
    private static final String OWNED = "{\"address\":\"%s\",\"owner\":\"uid-1\",\"ownerGeneration\":%d}";
    private static final String MOVED = "10.77.0.44";

    @Override
    int nodeCount() {
        return 4;
    }

    /** Three found a cluster, of which two are killed in the midst of it; the fourth joins. */
    @Override
    void form() throws Exception {
        for (Node node : nodes()) {
            cluster.start(node, cluster.optionsAlone(node).with("--await-founding"));
        }
        nodes().forEach(this::awaitRest);
        nodes().forEach(this::isUnformed);
        Thread.sleep(JOINS_OR_FOUNDS_WITHIN.toMillis());
        nodes().forEach(this::isUnformed);

        List<Node> founders = nodes().subList(0, 3);
        told(node(1), found(founders), 202, "");
        restart(node(1));
        awaitTrue(
                "it goes on with what it was told", READY, () -> state(node(1)).equals("FORMING"));
        told(node(1), found(founders.reversed()), 202, "");
        told(node(1), found(List.of(node(1), node(2))), 409, "CONFLICT");
        told(node(1), join(node(4)), 409, "CONFLICT");
        told(node(2), found(founders), 202, "");
        restart(node(2));
        told(node(3), found(founders), 202, "");
        awaitReady(founders);
        isUnformed(node(4));
        told(node(4), "{\"join\":[\"10.77.0.99:8800\"]}", 202, "");
        awaitTrue(
                "it asks somebody who is not there", READY, () -> state(node(4)).equals("JOINING"));
        told(node(4), join(node(2)), 202, "");
        told(node(4), join(node(2)), 202, "");
        awaitAllReady();
        // Two of them may have been the first voters, and until three are, both are needed.
        awaitTrue(
                "the three vote, and nothing of that is open",
                READY,
                () -> rest(node(1)).voters().size() == 3 && rest(node(1)).metric("quorumvip_voters_settling", "") == 0);
        assertThat(define(OWNED.formatted(cidr(), 5)).status()).isEqualTo(202);
        awaitServed(Instant.now(), READY);
    }

    /** Longer than an agent listens before it founds a cluster alone. */
    private static final Duration JOINS_OR_FOUNDS_WITHIN = Duration.ofSeconds(4);

    @Test
    @Order(1)
    void allAreInOneClusterAndGoOnInItAfterARestart() {
        String cluster1 = clusterId(node(1));
        assertThat(nodes()).extracting(this::clusterId).containsOnly(cluster1);
        told(node(1), found(nodes().subList(0, 3)), 202, "");
        HttpReply refused = told(node(1), join(node(2)), 409, "ALREADY_MEMBER");
        assertThat(refused.json().path("detail").asText()).contains(cluster1);
        told(node(4), found(nodes()), 409, "ALREADY_MEMBER");

        Node one = allBut(holder()).getFirst();
        Fault.KILL.inject(cluster, one);
        Fault.KILL.mend(cluster, one);
        awaitAllReady();
        assertThat(clusterId(one)).isEqualTo(cluster1);
    }

    @Test
    @Order(2)
    void aVipIsChangedByItsOwnerAloneAndNotByAnOlderVersionOfIt() {
        Node before = holder();
        refused(define(OWNED.formatted(cidr(), 4)), "STALE");
        refused(define("{\"address\":\"" + cidr() + "\"}"), "OWNED");
        refused(rest(node(2)).putVip("10.77.0.51/24"), "OWNED");
        refused(rest(node(2)).putVip(""), "OWNED");
        refused(rest(node(3)).request("DELETE", "/v1/vips/default", ""), "OWNED");
        HttpReply others = rest(node(3)).request("DELETE", "/v1/vips/default?owner=uid-2", "");
        refused(others, "OWNED");
        assertThat(others.json().path("detail").asText()).contains("'uid-1'");
        assertThat(cluster.cli(node(1), "vip", "delete", "default").exitCode()).isNotZero();
        assertThat(define(OWNED.formatted(cidr(), 6)).status()).isEqualTo(202);
        awaitTrue(
                "the new version is shown",
                SERVED_AGAIN,
                () -> shown().at("/spec/ownerGeneration").asLong() == 6);
        assertThat(cluster.cli(node(1), "vip", "list").output()).contains("uid-1");
        assertThat(holder()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void labelsFromOutsideSayWhoMayHoldAVip() {
        Node chosen = allBut(holder()).getFirst();
        for (Node node : nodes()) {
            String labels = node.equals(chosen) ? "{\"example.org/edge\":\"\"}" : "{}";
            assertThat(rest(node(1))
                            .request("PUT", "/v1/members/" + node + "/labels", "{\"labels\":" + labels + "}")
                            .status())
                    .isEqualTo(202);
        }
        assertThat(define("{\"address\":\"" + cidr() + "\",\"owner\":\"uid-1\",\"ownerGeneration\":7,"
                                + "\"nodeSelector\":{\"example.org/edge\":\"\"}}")
                        .status())
                .isEqualTo(202);
        awaitTrue("the VIP is on " + chosen, SERVED_AGAIN, () -> holder().equals(chosen));
        assertThat(define(OWNED.formatted(cidr(), 8)).status()).isEqualTo(202);
        assertThat(rest(node(1))
                        .request("PUT", "/v1/members/none/labels", "{\"labels\":{}}")
                        .status())
                .isEqualTo(404);
    }

    /** The holder's address is another one after it was killed: as when a machine gets another address at its boot. */
    @Test
    @Order(4)
    void aNodeWhoseAddressChangedComesBackAsAnotherMember() throws Exception {
        Node moved = holder();
        Node witness = allBut(moved).getFirst();
        long formerId = rest(moved).id();
        String its = clusterId(moved);
        Fault.KILL.inject(cluster, moved);
        moved.namespace().ip("address", "add", MOVED + "/24", "dev", Node.INTERFACE);
        cluster.start(moved, cluster.optionsAlone(moved).at(MOVED + ":8800").with("--await-founding"));
        awaitRest(moved);
        isUnformed(moved);
        assertThat(rest(moved).id()).isNotEqualTo(formerId);
        assertThat(hasAddress(moved)).as("what it had bound before is off").isFalse();
        awaitMovedFrom(moved, SERVED_AGAIN);

        told(moved, join(witness), 202, "");
        awaitAllReady();
        assertThat(clusterId(moved)).isEqualTo(its);
        awaitTrue(
                "the former member is gone",
                READY,
                () -> members(witness).noneMatch(member -> member.path("id").asLong() == formerId));
        assertThat(members(witness).map(member -> member.path("name").asText()))
                .containsExactlyInAnyOrderElementsOf(
                        nodes().stream().map(Node::name).toList());
    }

    private void isUnformed(Node node) {
        JsonNode status = rest(node).status();
        assertThat(status.path("state").asText()).as("state of %s", node).isEqualTo("UNFORMED");
        assertThat(status.path("clusterId").isNull()).isTrue();
        assertThat(rest(node).get("/livez").status()).isEqualTo(200);
        HttpReply ready = rest(node).get("/readyz");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.body()).contains("POST /v1/cluster");
    }

    private HttpReply told(Node node, String body, int status, String reason) {
        HttpReply reply = rest(node).request("POST", "/v1/cluster", body);
        assertThat(reply.status())
                .as("%s told to %s: %s", node, body, reply.body())
                .isEqualTo(status);
        assertThat(reply.json().path("reason").asText()).isEqualTo(reason);
        return reply;
    }

    private static void refused(HttpReply reply, String reason) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(409);
        assertThat(reply.json().path("reason").asText()).isEqualTo(reason);
    }

    private static String found(List<Node> peers) {
        return "{\"initialPeers\":" + addresses(peers.stream()) + "}";
    }

    private static String join(Node... members) {
        return "{\"join\":" + addresses(Stream.of(members)) + "}";
    }

    private static String addresses(Stream<Node> nodes) {
        return nodes.map(node -> "\"" + AgentOptions.clusterAddress(node) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void restart(Node node) {
        Fault.KILL.inject(cluster, node);
        Fault.KILL.mend(cluster, node);
        awaitRest(node);
    }

    private void awaitRest(Node node) {
        awaitTrue(
                node + " serves REST", READY, () -> rest(node).tryGet("/livez").isPresent());
    }

    private String state(Node node) {
        return rest(node).status().path("state").asText();
    }

    private String clusterId(Node node) {
        return rest(node).status().path("clusterId").asText();
    }

    private Stream<JsonNode> members(Node witness) {
        return rest(witness).get("/v1/members").json().path("members").valueStream();
    }
}
