package dev.quorumvip.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.app.HttpApplication;
import dev.quorumvip.e2e.app.HttpApplication.Manner;
import dev.quorumvip.e2e.consul.ConsulCluster;
import dev.quorumvip.e2e.consul.Electors;
import dev.quorumvip.e2e.consul.Snippet;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Three servers of Consul on nodes of their own, and two machines with an agent and an application, for electors; as
 * docs/ELECTION.md prints it. One Consul for all tests of a class, electors for each.
 */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each test
abstract class ElectFixture {
    static final String VIP = "10.77.0.50";

    /** The start of a JVM on a busy machine, and of a session. */
    static final Duration READY = Duration.ofSeconds(60);

    private static final int APPLICATION_PORT = 9000;
    private static final Path RESULTS = Path.of("target", "e2e").toAbsolutePath();

    private final Map<Node, HttpApplication> applications = new LinkedHashMap<>();
    TestNetwork network;
    ConsulCluster consul;
    Electors electors;
    String token;

    @BeforeAll
    final void haveConsul() throws Exception {
        assumeTrue(
                ConsulCluster.program().isPresent(),
                "skipped: CONSUL_BIN names no Consul program; bin/test fetches one");
        network = TestNetwork.create(5);
        Path directory = RESULTS.resolve(getClass().getSimpleName());
        // A former run's.
        Cluster.deleteTree(directory);
        consul = ConsulCluster.start(network, directory, network.nodes().subList(2, 5));
        electors = new Electors(network, consul, directory, VIP);
        token = consul.printedToken(first());
        for (Node node : machines()) {
            applications.put(node, HttpApplication.start(node.namespace(), APPLICATION_PORT));
            registerCheck(node);
            electors.install(node, token);
        }
        begin();
    }

    /** What a class needs besides. */
    void begin() throws Exception {}

    void end() throws Exception {}

    @AfterAll
    final void close() throws Exception {
        if (network == null) {
            return;
        }
        if (electors != null) {
            electors.stopAll();
        }
        end();
        for (HttpApplication application : applications.values()) {
            application.close();
        }
        if (consul != null) {
            consul.close();
        }
        network.close();
    }

    @AfterEach
    final void stopElectors() {
        electors.stopAll();
        applications.values().forEach(application -> application.answers(Manner.well()));
    }

    /** As the agent reads it from the file that is printed. */
    private void registerCheck(Node node) throws IOException {
        Path file = consul.certificate("web-" + node.name() + ".hcl");
        Files.writeString(file, Snippet.named("check"));
        var registered = consul.cli(node, "services", "register", file.toString());
        assertThat(registered.exitCode()).as(registered.output()).isZero();
        awaitTrue(
                "the check passes on " + node,
                Duration.ofSeconds(10),
                () -> consul.done(node, "GET", "/v1/agent/checks", "")
                        .at("/web-alive/Status")
                        .asText()
                        .equals("passing"));
    }

    /** What the VIP is for, on that node. */
    HttpApplication application(Node node) {
        return requireNonNull(applications.get(node));
    }

    /** Where electors run. */
    List<Node> machines() {
        return network.nodes().subList(0, 2);
    }

    Node first() {
        return machines().getFirst();
    }

    Node other(Node node) {
        return machines().get(node.equals(first()) ? 1 : 0);
    }

    /** Consul's agents look for one that they lost only each half minute. */
    void haveConsulFind(Node node) {
        Node server = consul.servers().getFirst();
        awaitTrue(
                "Consul's agents on " + server + " and " + node + " see each other",
                Duration.ofSeconds(40),
                () -> consul.cli(server, "join", node.address()).succeeded() && consul.works(node));
    }

    /** Starts one on each machine, the first of which leads. */
    void startBoth(String... options) {
        electors.start(first(), options);
        awaitLeader(first(), READY);
        electors.start(other(first()), options);
        awaitLogged(other(first()), "another node leads", READY);
    }

    void awaitLeader(Node node, Duration limit) {
        awaitTrue(node + " is the leader", limit, () -> Optional.of(node.name()).equals(value()));
    }

    void awaitLogged(Node node, String text, Duration limit) {
        awaitTrue("the elector on " + node + " says '" + text + "'", limit, () -> electors.count(node, text) > 0);
    }

    /** The key's value as the first server that answers has it. */
    Optional<String> value() {
        for (Node server : consul.servers()) {
            try {
                return consul.value(server, Electors.KEY);
            } catch (IOException e) {
                // The next one may know.
            }
        }
        return Optional.empty();
    }

    void awaitTrue(String what, Duration limit, BooleanSupplier condition) {
        if (!Cluster.await(limit, condition)) {
            StringBuilder said = new StringBuilder();
            for (Node node : machines()) {
                try {
                    said.append("%n--- %s%n%s".formatted(node, electors.output(node)));
                } catch (IllegalStateException notStarted) {
                    said.append("%n--- %s: no elector".formatted(node));
                }
            }
            throw new AssertionError("not within %s: %s%s".formatted(limit, what, said));
        }
    }
}
