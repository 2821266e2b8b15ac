package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.kube.ControlPlane;
import dev.quorumvip.e2e.net.Node;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A control plane's own virtual IP, as docs/CONTROL-PLANE.md makes it: it is served before there is an API server, and
 * operator and resource come later.
 */
@SuppressWarnings("NullAway.Init") // the fields are set before each test
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdoptionIT extends KubernetesFixture {
    private static final String CONTROL_PLANE = "control-plane";

    /** What nobody may do to a VIP that is served would be done by then. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private String clusterId;
    private long assigned;

    @Override
    int nodeCount() {
        return 4;
    }

    /**
     * The first machine founds the cluster, two more join it, by their own configuration; then there is an API server, and an
     * operator, and an agent that waits to be told.
     */
    @Override
    void form() throws Exception {
        Path file = Files.writeString(
                cluster.directory().resolve("agent.yaml"),
                "vips: {%s: {addresses: [%s]}}\n".formatted(CONTROL_PLANE, CIDR));
        secure();
        Instant begin = Instant.now();
        cluster.start(
                node(1),
                secured(cluster.optionsAlone(node(1)))
                        .foundedBy(List.of(node(1)))
                        .with("--config", file.toString()));
        awaitServed(begin, READY);
        for (Node node : List.of(node(2), node(3))) {
            cluster.start(node, secured(cluster.optionsAlone(node)).joining(List.of(node(1))));
        }
        awaitReady(nodes().subList(0, 3));
        assertThat(cluster.awaitVoters(3, node(1), READY)).isTrue();
        clusterId = clusterId(node(1));
        assigned = transitions();

        startControlPlane();
        nodes().subList(0, 3).forEach(kubernetes::registerStatic);
        startAgent(node(4));
        kubernetes.register(node(4));
        operator = startOperator("operator-1");
        awaitAllReady();
    }

    @Test
    @Order(1)
    void anAgentThatComesLaterIsToldToJoinTheClusterThatTheOperatorFinds() throws Exception {
        assertThat(nodes()).extracting(this::clusterId).containsOnly(clusterId);
        awaitTrue(
                "which cluster there is is written down",
                SOON,
                () -> kubernetes
                        .kubectl()
                        .run(
                                "get",
                                "configmaps",
                                "--namespace=" + ControlPlane.NAMESPACE,
                                "--field-selector=metadata.name=quorum-vip-cluster",
                                "-o",
                                "jsonpath={.items[*].data.clusterId}")
                        .equals(clusterId));
        Thread.sleep(SETTLED.toMillis());
        assertThat(first().at("/spec/owner").isMissingNode()).isTrue();
        assertThat(holder()).isEqualTo(node(1));
        assertThat(transitions()).isEqualTo(assigned);
    }

    @Test
    @Order(2)
    void aResourceOfTheSameNameTakesTheVipWhereItIs() throws Exception {
        Instant before = Instant.now();

        apply(CONTROL_PLANE, "{addresses: [" + CIDR + "]}");

        awaitReadyOn(CONTROL_PLANE, node(1), Duration.ofSeconds(10));
        String uid = virtualIp(CONTROL_PLANE).orElseThrow().getMetadata().getUid();
        // The agent that is asked here may have applied it a moment after the leader, whom the operator reads from.
        awaitTrue(
                "it has its owner",
                SOON,
                () -> first().at("/spec/owner").asText().equals("kubernetes/" + uid));
        Thread.sleep(SETTLED.toMillis());
        assertThat(holder()).isEqualTo(node(1));
        assertThat(transitions()).isEqualTo(assigned);
        assertThat(outageSince(before).duration()).isLessThan(Duration.ofMillis(500));
        assertThat(condition(CONTROL_PLANE, ConditionType.QUORUM_AVAILABLE)).startsWith("True ");
    }

    /** The API server looks at every field, as it would at what a kubelet shows it of a static Pod. */
    @Test
    @Order(3)
    void whatTheManifestCommandPrintsIsWhatAnApiServerTakes() throws Exception {
        List<String> options = List.of(
                "--vip=192.0.2.5/24",
                "--interface=eth0",
                "--peers=192.0.2.11",
                "--health-check-port=6443",
                "--tls",
                "--image=example.org/quorum-vip:1");
        List<String> machine = new ArrayList<>(options);
        machine.add("--node-ip=192.0.2.11");
        assertTaken(printed("static-pod", machine).split("(?m)^---$")[1]);
        assertTaken(printed("daemonset", options));
    }

    @Test
    @Order(4)
    void itFailsOverToAnotherMachineWithTheApiServerDead() {
        apply(CONTROL_PLANE, "{addresses: [" + CIDR + "]}");
        awaitReadyOn(CONTROL_PLANE, node(1), Duration.ofSeconds(10));
        kubernetes.stop();
        cluster.kill(node(1));
        Node next = awaitMovedFrom(node(1), SERVED_AGAIN);
        kubernetes.restart();
        awaitReadyOn(CONTROL_PLANE, next, Duration.ofSeconds(20));
    }

    private void assertTaken(String manifest) {
        var outcome =
                kubernetes.kubectl().attempt(manifest, "apply", "--dry-run=server", "--validate=strict", "-f", "-");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private static String printed(String kind, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Launcher.path().toString(), "manifest", kind));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }

    private JsonNode first() {
        return rest(node(1)).get("/v1/vips/" + CONTROL_PLANE).json();
    }

    private long transitions() {
        return first().path("transitions").asLong();
    }

    private String clusterId(Node node) {
        return rest(node).status().path("clusterId").asText();
    }
}
