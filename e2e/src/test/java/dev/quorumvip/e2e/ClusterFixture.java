package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.AgentRest;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.Answer;
import dev.quorumvip.e2e.probe.Recording;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.Verdict.Outage;
import dev.quorumvip.e2e.probe.WireProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A cluster that serves a VIP, shared by the tests of a class for as long as each leaves it whole; otherwise the next
 * one gets a new cluster. Whatever a test does, it fails when two nodes answered for the VIP meanwhile.
 *
 * <p>Logs and data stay under {@code target/e2e/CLASS-N/}.
 */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each test
abstract class ClusterFixture {
    static final String VIP = "10.77.0.50";
    static final String CIDR = VIP + "/24";

    /** Within this time of a fault the VIP must answer again. */
    static final Duration SERVED_AGAIN = Duration.ofSeconds(3);

    /** The start of a JVM on a busy machine, and the way into the quorum. */
    static final Duration READY = Duration.ofSeconds(90);

    private static final Path RESULTS = Path.of("target", "e2e").toAbsolutePath();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    TestNetwork network;
    Cluster cluster;
    WireProbe probe;
    Instant testStart;
    private boolean running;
    private boolean everFormed = true;
    private boolean spoilt;

    /** A test that failed may have left anything behind. */
    @RegisterExtension
    final AfterTestExecutionCallback noticeFailure =
            context -> spoilt = spoilt || context.getExecutionException().isPresent();

    int nodeCount() {
        return 3;
    }

    /** The address that is watched. */
    String vip() {
        return VIP;
    }

    /** The same with its prefix length, as it is set. */
    String cidr() {
        return CIDR;
    }

    /** Starts the agents, and has them serve the VIP. */
    void form() throws Exception {
        cluster.found(nodes());
        assertThat(cluster.awaitFounded(READY))
                .as("all agents are ready, and voters, within %s", READY)
                .isTrue();
        assertThat(rest(node(1)).putVip(cidr()).status()).isEqualTo(202);
        awaitServed(Instant.now(), READY);
    }

    /** Whether the next test can use the cluster as it is. */
    boolean whole() {
        return nodes().stream()
                        .allMatch(node -> cluster.runs(node) && rest(node).ready())
                && probe.answering(Duration.ofSeconds(1)).isPresent();
    }

    @BeforeEach
    final void haveCluster() throws Exception {
        testStart = Instant.now();
        if (!running || spoilt || !Cluster.await(Duration.ofSeconds(5), this::whole)) {
            closeCluster();
            // Once is enough to tell: each further try would take as long to fail.
            assertThat(everFormed).as("an earlier test could form a cluster").isTrue();
            everFormed = false;
            network = TestNetwork.create(nodeCount());
            cluster = Cluster.on(network, RESULTS.resolve(getClass().getSimpleName() + "-" + NUMBER.incrementAndGet()));
            probe = WireProbe.start(network, vip());
            running = true;
            form();
            everFormed = true;
            spoilt = false;
        }
        testStart = Instant.now();
    }

    @AfterEach
    final void neverTwo() {
        assertThat(verdictSince(testStart).doubleAnswers())
                .as("answers of two nodes for one VIP")
                .isEmpty();
    }

    /** Ends what {@link #form} began beside the agents, before the network goes. */
    void unform() throws Exception {}

    @AfterAll
    final void closeCluster() throws Exception {
        if (running) {
            running = false;
            unform();
            probe.close();
            cluster.close();
        }
    }

    List<Node> nodes() {
        return network.nodes();
    }

    /** @param number counted from 1 */
    Node node(int number) {
        return nodes().get(number - 1);
    }

    AgentRest rest(Node node) {
        return cluster.rest(node);
    }

    List<Node> allBut(Node... excluded) {
        List<Node> rest = new ArrayList<>(nodes());
        rest.removeAll(List.of(excluded));
        return rest;
    }

    /** The node that answers for the VIP. */
    Node holder() {
        return awaitServed(Instant.now(), Duration.ofSeconds(1));
    }

    /** Waits for an answer to a request sent after {@code since}, and fails when none comes in time. */
    Node awaitServed(Instant since, Duration limit) {
        Optional<Answer> answer;
        try {
            answer = probe.awaitAnswer(since, limit);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(answer)
                .as(() -> "an answer for the VIP within %s of %s%n%s".formatted(limit, since, cluster.condition()))
                .isPresent();
        return cluster.nodeOf(answer.orElseThrow().mac()).orElseThrow();
    }

    /** Waits until a node other than {@code former} answers, and fails when none does in time. */
    Node awaitMovedFrom(Node former, Duration limit) {
        awaitTrue(
                "the VIP answers on a node other than " + former,
                limit,
                () -> probe.answering(WireProbe.INTERVAL.multipliedBy(5))
                        .filter(mac -> !mac.equals(former.mac()))
                        .isPresent());
        return holder();
    }

    /** Fails when anybody answers for the VIP within {@code duration} from now. */
    void assertNobodyAnswersFor(Duration duration) throws InterruptedException {
        assertThat(probe.awaitAnswer(Instant.now(), duration))
                .as("an answer for the VIP")
                .isEmpty();
    }

    void awaitAllReady() {
        awaitReady(nodes());
    }

    void awaitReady(List<Node> expected) {
        awaitTrue(
                expected + " are ready",
                READY,
                () -> expected.stream().allMatch(node -> rest(node).ready()));
    }

    void awaitTrue(String what, Duration limit, BooleanSupplier condition) {
        if (!Cluster.await(limit, condition)) {
            throw new AssertionError("not within %s: %s%n%s".formatted(limit, what, cluster.condition()));
        }
    }

    /** What the probe saw since then. */
    Verdict verdictSince(Instant from) {
        return new Verdict(probe.recording(from, Instant.now()));
    }

    /** The longest time without an answer since {@code fault}, up to the latest answer. */
    Outage outageSince(Instant fault) {
        return outageSince(fault, probe);
    }

    /** The same, of the address that {@code probe} watches. */
    static Outage outageSince(Instant fault, WireProbe probe) {
        Recording all = probe.recording(fault.minusMillis(200), Instant.now());
        Recording untilLastAnswer =
                probe.recording(all.from(), all.answers().getLast().sentAt());
        return new Verdict(untilLastAnswer).longestOutageSince(fault);
    }

    /** The leader in the eyes of this node's agent, if it knows one. */
    Optional<Node> leaderSeenBy(Node node) {
        String name = rest(node).status().path("leader").path("name").asText();
        return nodes().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** {@code PUT /v1/vips/default}, asked of the first node: the VIP that is watched. */
    HttpReply define(String definition) {
        return rest(node(1)).request("PUT", "/v1/vips/default", definition);
    }

    /** The VIP that is watched as the first node's agent shows it. */
    JsonNode shown() {
        return rest(node(1)).get("/v1/vips/default").json();
    }

    /** Has a VIP moved by hand. */
    void move(String vip, Node to) {
        HttpReply reply = rest(node(1)).request("POST", "/v1/vips/" + vip + "/move", "{\"to\":\"" + to + "\"}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    }

    /** The entry of the VIP in an agent's {@code /v1/status}. */
    static JsonNode vipIn(JsonNode status) {
        for (JsonNode vip : status.path("vips")) {
            if (vip.at("/addresses/0").asText().startsWith(VIP + "/")) {
                return vip;
            }
        }
        throw new AssertionError("the VIP is not in " + status);
    }

    /** Whether the node's kernel has the VIP on an interface, served or not. */
    boolean hasAddress(Node node) {
        return hasAddress(node, vip());
    }

    /** Whether the node's kernel has an address, given without prefix length, on an interface. */
    static boolean hasAddress(Node node, String address) {
        return node.namespace().ip("-oneline", "address", "show", "to", address).contains(address);
    }
}
