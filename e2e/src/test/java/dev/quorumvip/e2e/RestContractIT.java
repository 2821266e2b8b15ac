package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.net.Command;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a client of the REST door can do wrong, over a real socket to a real agent: each is told, and changes nothing.
 */
class RestContractIT extends ClusterFixture {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"vip":                       | ''
            []                            | ''
            {}                            | vip
            {"vip":null}                  | vip
            {"vip":5}                     | vip
            {"vip":["10.77.0.51/24"]}     | vip
            {"vip":"10.77.0.51"}          | vip
            {"vip":"10.77.0.51/33"}       | vip
            {"vip":"10.77.0.51/0"}        | vip
            {"vip":"10.77.0.51/-1"}       | vip
            {"vip":"10.77.0.51/x"}        | vip
            {"vip":"10.77.0.256/24"}      | vip
            {"vip":"10.77.0.051/24"}      | vip
            {"vip":"10.77.0.0/24"}        | vip
            {"vip":"10.77.0.255/24"}      | vip
            {"vip":"224.0.0.5/24"}        | vip
            {"vip":"127.0.0.1/8"}         | vip
            {"vip":"0.0.0.0/32"}          | vip
            {"vip":"10.77.0.11/24"}       | vip
            {"vip":"10.77.0.13/24"}       | vip
            {"vip":"example.org/24"}      | vip
            {"vip":"10.77.0.51/24 "}      | vip
            """)
    void refusesWithFieldAndReason(String body, String field) {
        HttpReply reply = rest(node(2)).request("PUT", "/vip", body);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.header("content-type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = reply.json();
        assertThat(problem.path("message").asText()).isNotBlank();
        assertThat(problem.path("reason").asText()).isNotBlank();
        if (!field.isEmpty()) {
            assertThat(problem.path("field").asText()).isEqualTo(field);
        }
        assertThat(rest(node(3)).vip()).isEqualTo(CIDR);
    }

    @Test
    void tellsUnknownNamesWrongMethodsAndLargeBodiesApart() {
        assertThat(rest(node(1)).get("/v1/vips/nosuch").status()).isEqualTo(404);
        assertThat(rest(node(1)).get("/nosuch").status()).isEqualTo(404);
        HttpReply wrongMethod = rest(node(1)).request("POST", "/vip", "{}");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.header("allow").orElse("")).contains("GET", "PUT", "DELETE");
        assertThat(rest(node(1)).request("PUT", "/vip", " ".repeat(100_000)).status())
                .isEqualTo(413);
        assertThat(rest(node(1)).vip()).isEqualTo(CIDR);
    }

    @Test
    void deleteUnsetsAndPutSetsAgain() {
        assertThat(rest(node(1)).request("DELETE", "/vip", "").status()).isEqualTo(202);
        awaitTrue(
                "nobody answers",
                SERVED_AGAIN,
                () -> probe.answering(Duration.ofMillis(200)).isEmpty());
        assertThat(rest(node(2)).get("/vip").json().path("vip").asText("missing"))
                .isEmpty();
        Instant put = Instant.now();
        HttpReply accepted = rest(node(2)).putVip(CIDR);
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("message").asText()).isEqualTo("OK");
        awaitServed(put, Duration.ofSeconds(5));
    }

    @Test
    void servesProbesMetricsAndItsOwnDescription() {
        assertThat(rest(node(1)).get("/livez").status()).isEqualTo(200);
        assertThat(rest(node(1)).get("/readyz").status()).isEqualTo(200);
        assertThat(rest(node(1)).get("/metrics").body()).contains("quorumvip_build_info", "quorumvip_quorum 1.0");
        assertThat(rest(node(1)).get("/openapi.json").json().path("paths").has("/vip"))
                .isTrue();
    }

    @Test
    void commandLineTellsTheRefusalAndFails() {
        Command.Outcome outcome = cluster.cli(node(1), "vip", "set", "default", "10.77.0.255/24");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("error:", "broadcast");
    }
}
