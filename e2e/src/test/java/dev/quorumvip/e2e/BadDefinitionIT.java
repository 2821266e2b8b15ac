package dev.quorumvip.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Definitions with something wrong in them are refused whole, by whichever door they come: nothing changes. */
class BadDefinitionIT extends ClusterFixture {
    private static final String TABLE = "bad-definitions.txt";

    /** @param message a part of it */
    record Bad(String definition, String field, String message) {
        @Override
        public String toString() {
            return definition;
        }
    }

    static List<Bad> table() throws IOException {
        List<Bad> table = new ArrayList<>();
        try (InputStream in = requireNonNull(BadDefinitionIT.class.getResourceAsStream(TABLE))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split("\\|", -1);
                    table.add(new Bad(parts[0].strip(), parts[1].strip(), parts[2].strip()));
                }
            }
        }
        return table;
    }

    @ParameterizedTest
    @MethodSource("table")
    void restRefusesItAndChangesNothing(Bad bad) {
        Node holder = holder();
        String before = kept();
        HttpReply reply = rest(node(2)).request("PUT", "/v1/vips/default", bad.definition());
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.header("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(reply.json().path("field").asText()).isEqualTo(bad.field());
        assertThat(reply.json().path("detail").asText()).contains(bad.message());
        assertThat(kept()).isEqualTo(before);
        assertThat(holder()).isEqualTo(holder);
    }

    @Test
    void theTableIsAsLongAsItShouldBe() throws IOException {
        assertThat(table()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void restNamesEveryFieldThatIsWrong() {
        HttpReply reply = define("""
                {"addresses": ["10.77.0.0/24", 5], "priorities": {"n1": "high"}, "paused": 1, "lockDelay": "soon",
                 "healthChecks": [{"name": "a", "tcp": {"port": 0}}], "colour": "red"}""");
        assertThat(reply.status()).isEqualTo(400);
        List<String> fields = new ArrayList<>();
        for (JsonNode error : reply.json().path("errors")) {
            assertThat(error.path("detail").asText()).isNotBlank();
            fields.add(error.path("field").asText());
        }
        assertThat(fields)
                .containsExactlyInAnyOrder(
                        "addresses[0]",
                        "addresses[1]",
                        "priorities.n1",
                        "paused",
                        "lockDelay",
                        "healthChecks[0].tcp.port",
                        "colour");
        assertThat(shown().at("/addresses/0").asText()).isEqualTo(CIDR);
    }

    /** All of the table at once: an agent that starts reads the file as REST would. */
    @Test
    void anAgentDoesNotStartWithOneInItsFileAndNamesAll() throws IOException {
        List<Bad> table = table();
        StringBuilder yaml = new StringBuilder("vips:\n");
        for (int i = 0; i < table.size(); i++) {
            yaml.append("  v")
                    .append(i)
                    .append(": ")
                    .append(table.get(i).definition())
                    .append('\n');
        }
        Path file = Files.writeString(cluster.directory().resolve("bad.yaml"), yaml);
        Command.Outcome outcome = startWith(file);
        assertThat(outcome.exitCode()).isEqualTo(2);
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < table.size(); i++) {
            Bad bad = table.get(i);
            String key = "vips.v" + i + "." + bad.field() + " (";
            all.assertThat(outcome.output().lines().filter(line -> line.contains(key)))
                    .as("%s of %s", key, bad)
                    .anySatisfy(line -> assertThat(line).contains(bad.message()));
        }
        all.assertAll();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --priority n1=1001                 | priorities.n1: 'priorities.n1' is 1001, and must be 0 to 1000
            --preempt often                    | preemption.delay: 'often' is not a duration
            --interface a/b                    | interface: the interface must be a Linux interface's name
            --check db=tcp://127.0.0.1:70000   | 65535
            --announcements 21                 | announcement.count: 'count' is 21, and must be 1 to 20
            --on-conflict fight                | conflictPolicy: 'fight' is unknown; there is refuse, report
            """)
    void commandLineSaysWhatIsWrongWithAnOption(String options, String message) {
        String before = kept();
        List<String> arguments = new ArrayList<>(List.of("vip", "set", "default", "10.77.0.51/24"));
        arguments.addAll(List.of(options.split(" ", -1)));
        Command.Outcome outcome = cluster.cli(node(1), arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.output()).isNotZero();
        assertThat(outcome.output()).contains(message);
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void commandLineNamesEveryFieldOfAFileThatIsWrong() throws IOException {
        String before = kept();
        Path file = Files.writeString(cluster.directory().resolve("vip.yaml"), """
                addresses: [10.77.0.51/24, 10.77.0.255/24]
                preemption: {mode: delayed}
                lockDelay: 10
                """);
        Command.Outcome outcome = cluster.cli(node(1), "vip", "set", "default", "--file", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("3 problems", "addresses[1]: ", "preemption.delay: ", "lockDelay: ");
        assertThat(kept()).isEqualTo(before);
    }

    /** Whatever its prefix, and whichever of several it is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"address":"10.77.0.50/24"}
            {"address":"10.77.0.50/32"}
            {"addresses":["10.77.0.51/24","10.77.0.50/24"]}
            """)
    void anAddressOfAnotherVipIsRefused(String definition) {
        String before = kept();
        HttpReply reply = rest(node(2)).request("PUT", "/v1/vips/rival", definition);
        assertThat(reply.status()).as(reply.body()).isEqualTo(409);
        assertThat(reply.json().path("reason").asText()).isEqualTo("ADDRESS_IN_USE");
        assertThat(reply.json().path("detail").asText()).contains(VIP);
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void anAgentDoesNotStartWithOneAddressInTwoVips() throws IOException {
        Path file = Files.writeString(cluster.directory().resolve("rivals.yaml"), """
                vips:
                  web: {address: 10.77.0.61/24}
                  rival: {addresses: [10.77.0.62/24, 10.77.0.61/32]}
                """);
        Command.Outcome outcome = startWith(file);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.output()).contains("vips.rival", "10.77.0.61", "'web'");
    }

    /** What another node says of all VIPs' definitions. */
    private String kept() {
        StringBuilder kept = new StringBuilder();
        for (JsonNode vip : rest(node(3)).get("/v1/vips").json().path("vips")) {
            kept.append(((ObjectNode) vip).retain("name", "revision", "addresses", "spec"))
                    .append('\n');
        }
        return kept.toString();
    }

    /** It must not get as far as to need any of this. */
    private Command.Outcome startWith(Path file) {
        List<String> arguments = new ArrayList<>(cluster.optionsAlone(node(1))
                .storedIn(file.resolveSibling("unused"))
                .arguments());
        arguments.addAll(List.of("--config", file.toString(), "--join", AgentOptions.clusterAddress(node(2))));
        return cluster.cli(node(1), arguments.toArray(String[]::new));
    }
}
