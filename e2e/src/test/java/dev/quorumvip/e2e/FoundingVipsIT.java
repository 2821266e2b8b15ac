package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** VIPs in the file of the agents that found a cluster: there is nobody else yet who could set them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FoundingVipsIT extends ClusterFixture {
    private static final Duration HELD = Duration.ofSeconds(10);
    private static final String SECOND = "10.77.0.51";

    /** Nobody is asked anything until the VIP answers. */
    @Override
    void form() throws Exception {
        Path file = write("""
                vips:
                  control-plane:
                    address: %s
                    priorities: {n2: 150}
                  pair:
                    addresses: [%s/24, fd00:77::51/64]
                """.formatted(CIDR, SECOND));
        Instant begin = Instant.now();
        cluster.found(nodes(), "--config", file.toString());
        awaitServed(begin, READY);
    }

    @Test
    @Order(1)
    void areBoundWithoutAnybodyAskingForThem() {
        awaitAllReady();
        for (Node node : nodes()) {
            awaitTrue(
                    node + " says that the VIP is held",
                    HELD,
                    () -> vip(node, "control-plane").path("state").asText().equals("HELD"));
            assertThat(vip(node, "control-plane").at("/spec/priorities/n2").asInt())
                    .isEqualTo(150);
            awaitTrue(
                    node + " says that the other is held",
                    HELD,
                    () -> vip(node, "pair").path("state").asText().equals("HELD"));
        }
        Node holder = nodes().stream()
                .filter(node -> hasAddress(node, SECOND))
                .findFirst()
                .orElseThrow();
        assertThat(hasAddress(holder, "fd00:77::51")).isTrue();
        assertThat(vip(node(1), "control-plane").at("/lastTransition/reason").asText())
                .isEqualTo("FIRST_ASSIGNMENT");
    }

    /** The log is what counts once there is one. */
    @Test
    @Order(2)
    void meanNothingToAClusterThatExists() throws IOException {
        awaitAllReady();
        write("vips: {control-plane: {address: 10.77.0.59/24}, late: {address: 10.77.0.58/24}}\n");
        assertThat(rest(node(1)).request("DELETE", "/v1/vips/pair", "").status())
                .isEqualTo(202);
        for (Node node : nodes()) {
            cluster.kill(node);
        }
        Instant restarted = Instant.now();
        for (Node node : nodes()) {
            cluster.restart(node);
        }
        awaitServed(restarted, READY);
        awaitAllReady();
        JsonNode vips = rest(node(1)).get("/v1/vips").json().path("vips");
        assertThat(vips.findValuesAsText("name")).contains("control-plane").doesNotContain("late", "pair");
        assertThat(vip(node(1), "control-plane").at("/addresses/0").asText()).isEqualTo(CIDR);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(cluster.directory().resolve("agent.yaml"), yaml);
    }

    private JsonNode vip(Node node, String name) {
        return rest(node).get("/v1/vips/" + name).json();
    }
}
