package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.AgentRest;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.Announcement;
import dev.quorumvip.e2e.probe.WireProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Three agents, and a fourth machine on their segment that is no member and takes the addresses it likes. */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before the tests
class ConflictIT {
    private static final Path RESULTS = Path.of("target", "e2e").toAbsolutePath();
    private static final Duration READY = Duration.ofSeconds(30);

    /** A first claim takes 0.4 s, and a refusal is made up to three times in that time. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(4);

    /** Each address is asked for each 5 s. */
    private static final Duration WITNESSED = Duration.ofSeconds(15);

    private TestNetwork network;
    private Cluster cluster;
    private List<Node> members;
    private Node stranger;

    @BeforeAll
    void form() throws Exception {
        network = TestNetwork.create(4);
        cluster = Cluster.on(network, RESULTS.resolve(getClass().getSimpleName()));
        members = network.nodes().subList(0, 3);
        stranger = network.nodes().get(3);
        cluster.found(members);
        assertThat(cluster.awaitVoters(3, members.getFirst(), READY)).isTrue();
        assertThat(cluster.awaitReady(members, READY)).isTrue();
    }

    @AfterAll
    void remove() {
        cluster.close();
        network.close();
    }

    @Test
    void whatAStrangerHasIsNotClaimedUntilItIsGone() throws Exception {
        String vip = "10.77.0.60";
        take(vip);
        put("taken", vip, "");
        awaitTrue("the conflict is reported", READY, () -> conflict("taken").isObject());
        assertThat(conflict("taken").path("mac").asText())
                .isEqualTo(stranger.mac().toString());
        assertThat(conflict("taken").path("address").asText()).isEqualTo(vip);
        assertThat(conflict("taken").path("occasion").asText()).isEqualTo("BEFORE_CLAIM");
        Instant end = Instant.now().plus(LONG_ENOUGH);
        while (Instant.now().isBefore(end)) {
            assertThat(members).noneMatch(node -> has(node, vip));
            Thread.sleep(20);
        }
        assertThat(members.stream()
                        .mapToDouble(node -> rest(node).metric("quorumvip_conflicts_total", "kind=\"before_claim\""))
                        .sum())
                .isPositive();
        assertThat(rest(members.getFirst()).get("/v1/events?follow=false").body())
                .contains("address-conflict", stranger.mac().toString());
        assertThat(cluster.cli(members.getFirst(), "status").output())
                .contains("ADDRESSCONFLICT", stranger.mac().toString());

        giveUp(vip);
        awaitTrue(
                "the VIP is claimed once the stranger is gone",
                READY,
                () -> vip("taken").path("state").asText().equals("HELD"));
        awaitTrue("the conflict is over", READY, () -> conflict("taken").isNull());
    }

    @Test
    void whatAStrangerHasIsClaimedAllTheSameWhereThePolicyIsToReport() {
        String vip = "10.77.0.61";
        take(vip);
        put("reported", vip, ",\"conflictPolicy\":\"report\"");
        awaitTrue(
                "the VIP is held",
                READY,
                () -> vip("reported").path("state").asText().equals("HELD"));
        awaitTrue("the conflict is reported", READY, () -> conflict("reported").isObject());
        assertThat(conflict("reported").path("mac").asText())
                .isEqualTo(stranger.mac().toString());
        giveUp(vip);
    }

    @Test
    void aStrangerThatComesLaterIsAnsweredAndReported() throws Exception {
        String vip = "10.77.0.62";
        put("defended", vip, "");
        awaitTrue(
                "the VIP is held",
                READY,
                () -> vip("defended").path("state").asText().equals("HELD"));
        Node holder =
                members.stream().filter(node -> has(node, vip)).findFirst().orElseThrow();
        try (WireProbe probe = WireProbe.start(network, vip)) {
            Thread.sleep(1_500); // until the burst of the first announcement is over
            take(vip);
            Instant claimed = Instant.now();
            claim(vip, holder);
            awaitTrue(
                    "the conflict is reported",
                    READY,
                    () -> conflict("defended").isObject());
            assertThat(conflict("defended").path("mac").asText())
                    .isEqualTo(stranger.mac().toString());
            assertThat(conflict("defended").path("occasion").asText()).isEqualTo("WHILE_HELD");
            assertThat(conflict("defended").path("node").asText()).isEqualTo(holder.name());
            assertThat(probe.recording(claimed, Instant.now()).announcements())
                    .as("announcements of the holder after the claim")
                    .extracting(Announcement::mac)
                    .contains(holder.mac());
        }
        assertThat(has(holder, vip)).as("it is not given up").isTrue();
        giveUp(vip);
    }

    @Test
    void aNodeThatDoesNotHoldItSeesWhoAnswers() {
        String vip = "10.77.0.63";
        put("seen", vip, "");
        awaitTrue(
                "the VIP is held",
                READY,
                () -> vip("seen").path("state").asText().equals("HELD"));
        Node holder =
                members.stream().filter(node -> has(node, vip)).findFirst().orElseThrow();
        Node witness = members.stream()
                .filter(node -> !node.equals(holder))
                .findFirst()
                .orElseThrow();
        awaitTrue(
                "the holder is seen",
                WITNESSED,
                () -> sighting(witness, "seen").path("verdict").asText().equals("HOLDER"));
        assertThat(sighting(witness, "seen").path("macs").valueStream().map(JsonNode::asText))
                .containsExactly(holder.mac().toString());

        take(vip); // and says nothing unless it is asked
        awaitTrue(
                "two are seen",
                WITNESSED,
                () -> sighting(witness, "seen").path("verdict").asText().equals("SEVERAL"));
        awaitTrue("the alarm is raised", WITNESSED, () -> conflict("seen").isObject());
        assertThat(conflict("seen").path("mac").asText())
                .isEqualTo(stranger.mac().toString());
        giveUp(vip);
        awaitTrue(
                "the holder alone is seen again",
                WITNESSED,
                () -> sighting(witness, "seen").path("verdict").asText().equals("HOLDER"));
        awaitTrue("the alarm is over", WITNESSED, () -> conflict("seen").isNull());
    }

    private void take(String ip) {
        stranger.namespace().ip("address", "add", ip + "/32", "dev", Node.INTERFACE);
    }

    private void giveUp(String ip) {
        stranger.namespace().ip("address", "del", ip + "/32", "dev", Node.INTERFACE);
    }

    /** The stranger asks for a member from that address, which everybody on the segment hears. */
    private void claim(String ip, Node holder) {
        Node asked = members.stream()
                .filter(node -> !node.equals(holder))
                .findFirst()
                .orElseThrow();
        stranger.namespace().ip("neigh", "flush", "all");
        stranger.namespace().ip("route", "replace", asked.address() + "/32", "dev", Node.INTERFACE, "src", ip);
        assertThat(stranger.namespace()
                        .attempt(
                                List.of("bash", "-c", "echo x >/dev/udp/" + asked.address() + "/9"),
                                Duration.ofSeconds(5))
                        .succeeded())
                .isTrue();
        stranger.namespace().ip("route", "del", asked.address() + "/32", "dev", Node.INTERFACE);
    }

    private void put(String name, String ip, String more) {
        assertThat(rest(members.getFirst())
                        .request("PUT", "/v1/vips/" + name, "{\"address\":\"" + ip + "/24\"" + more + "}")
                        .status())
                .isEqualTo(202);
    }

    private AgentRest rest(Node node) {
        return cluster.rest(node);
    }

    private JsonNode vip(String name) {
        return rest(members.getFirst()).get("/v1/vips/" + name).json();
    }

    private JsonNode conflict(String name) {
        return vip(name).path("addressConflict");
    }

    private JsonNode sighting(Node witness, String name) {
        return rest(witness).get("/v1/vips/" + name).json().path("seen").path(0);
    }

    private static boolean has(Node node, String ip) {
        return node.namespace()
                .ip("-o", "address", "show", "dev", Node.INTERFACE)
                .contains(" " + ip + "/");
    }

    private void awaitTrue(String what, Duration limit, BooleanSupplier condition) {
        if (!Cluster.await(limit, condition)) {
            throw new AssertionError("not within %s: %s%n%s".formatted(limit, what, cluster.condition()));
        }
    }
}
