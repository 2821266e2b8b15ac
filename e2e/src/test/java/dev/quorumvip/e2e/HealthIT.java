package dev.quorumvip.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.app.HttpApplication;
import dev.quorumvip.e2e.app.HttpApplication.Manner;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A VIP with an HTTP check: it is where the application is well. */
class HealthIT extends ClusterFixture {
    private static final int PORT = 8008;
    private static final Duration INTERVAL = Duration.ofMillis(200);

    /** Three failures in a row, 200 ms apart and 100 ms each, and the way to another node. */
    private static final Duration MOVED = Duration.ofSeconds(3);

    private final Map<Node, HttpApplication> applications = new LinkedHashMap<>();

    @Override
    void form() throws Exception {
        stopApplications();
        for (Node node : nodes()) {
            applications.put(node, HttpApplication.start(node.namespace(), PORT));
        }
        cluster.found(nodes());
        assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
        assertThat(define("").status()).isEqualTo(202);
        awaitServed(Instant.now(), READY);
    }

    @AfterAll
    void stopApplications() throws IOException {
        for (HttpApplication application : applications.values()) {
            application.close();
        }
        applications.clear();
    }

    private dev.quorumvip.e2e.agent.HttpReply define(String more) {
        return rest(node(1))
                .request(
                        "PUT",
                        "/v1/vips/default",
                        "{\"address\":\"" + CIDR + "\",\"healthChecks\":[{\"name\":\"primary\",\"http\":{\"port\":"
                                + PORT + ",\"path\":\"/primary\"},\"interval\":\"200ms\",\"timeout\":\"100ms\"}]" + more
                                + "}");
    }

    /** What the holder's application does, and what undoes it. */
    record Trouble(String name, Act begin) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Act {
        void on(HttpApplication application) throws Exception;
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble("answers 500", application -> application.answers(Manner.status(500))),
                new Trouble("answers 404", application -> application.answers(Manner.status(404))),
                new Trouble("redirects", application -> application.answers(Manner.redirect("http://127.0.0.1:1/"))),
                new Trouble("is silent", application -> application.answers(Manner.silent())),
                new Trouble("is slow", application -> application.answers(Manner.slow(Duration.ofMillis(300)))),
                new Trouble("refuses", HttpApplication::refuse));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void leavesANodeWhoseApplicationIsNotWellOnceAndStays(Trouble trouble) throws Exception {
        Node holder = holder();
        long before = transitions();
        Instant at = Instant.now();
        trouble.begin().on(application(holder));
        Node successor = awaitMovedFrom(holder, MOVED);
        assertThat(Duration.between(at, Instant.now()))
                .as("not before three failures in a row")
                .isGreaterThan(INTERVAL.multipliedBy(2));
        assertThat(transitions()).isEqualTo(before + 1);
        assertThat(reason()).isEqualTo("UNHEALTHY");

        heal(holder);
        Thread.sleep(1_500);
        assertThat(holder()).as("it does not go back by itself").isEqualTo(successor);
        assertThat(transitions()).isEqualTo(before + 1);
        assertThat(outageSince(at).duration())
                .as("handed over, not failed over")
                .isLessThan(Duration.ofMillis(500));
    }

    @Test
    void lessThanTheThresholdMovesNothing() throws Exception {
        Node holder = holder();
        long before = transitions();
        HttpApplication application = application(holder);
        for (int i = 0; i < 3; i++) {
            long asked = application.requests();
            application.answers(Manner.status(500));
            awaitTrue("two more requests", MOVED, () -> application.requests() >= asked + 2);
            application.answers(Manner.well());
            Thread.sleep(INTERVAL.multipliedBy(3));
        }
        assertThat(holder()).isEqualTo(holder);
        assertThat(transitions()).isEqualTo(before);
    }

    @Test
    void isNowhereWhileNoApplicationIsWellUnlessItIsToStay() throws Exception {
        for (HttpApplication application : applications.values()) {
            application.answers(Manner.status(503));
        }
        awaitTrue(
                "nobody has it",
                MOVED.multipliedBy(3),
                () -> probe.answering(Duration.ofMillis(300)).isEmpty());
        assertThat(nodes()).noneMatch(this::hasAddress);
        Node only = node(2);
        heal(only);
        assertThat(awaitServed(Instant.now(), MOVED)).isEqualTo(only);

        assertThat(define(",\"ifNoneHealthy\":\"stay\"").status()).isEqualTo(202);
        application(only).answers(Manner.status(503));
        Thread.sleep(2_000);
        assertThat(holder()).isEqualTo(only);
        for (Node node : nodes()) {
            heal(node);
        }
        assertThat(define("").status()).isEqualTo(202);
        awaitServed(Instant.now(), MOVED);
    }

    /** Ten seconds of an application that is well and not in turns: the VIP leaves it, and is not drawn back. */
    @Test
    void aFlappingApplicationMovesItNoMoreOftenThanTheDampingAllows() throws Exception {
        assertThat(define(",\"priorities\":{\"n1\":200},\"preemption\":{\"mode\":\"always\"}")
                        .status())
                .isEqualTo(202);
        awaitTrue("n1 has it", MOVED, () -> holder().equals(node(1)));
        long before = transitions();
        Instant end = Instant.now().plusSeconds(10);
        while (Instant.now().isBefore(end)) {
            application(node(1)).answers(Manner.status(500));
            Thread.sleep(1_000);
            application(node(1)).answers(Manner.well());
            Thread.sleep(1_000);
        }
        // It leaves, and may come back after 1, 2, 4 and 8 s of good conduct, of which there is never more than one.
        assertThat(transitions() - before).isBetween(1L, 7L);
        assertThat(define("").status()).isEqualTo(202);
        awaitAllReady();
    }

    @Test
    void aVipWithoutAPassingCheckIsGivenToNobodyAtFirst() throws Exception {
        applications.values().forEach(application -> application.answers(Manner.status(500)));
        String path = "/v1/vips/new";
        assertThat(rest(node(2))
                        .request(
                                "PUT",
                                path,
                                "{\"address\":\"10.77.0.61/24\",\"healthChecks\":[{\"name\":\"a\",\"http\":{\"port\":"
                                        + PORT + "},\"interval\":\"200ms\",\"timeout\":\"100ms\"}]}")
                        .status())
                .isEqualTo(202);
        Thread.sleep(1_500);
        assertThat(rest(node(1)).get(path).json().path("state").asText()).isEqualTo("UNASSIGNED");
        for (Node node : nodes()) {
            heal(node);
        }
        awaitTrue(
                "somebody has it",
                MOVED,
                () -> rest(node(1)).get(path).json().path("state").asText().equals("HELD"));
        assertThat(rest(node(2)).request("DELETE", path, "").status()).isEqualTo(202);
        awaitServed(Instant.now(), MOVED);
    }

    private HttpApplication application(Node node) {
        return requireNonNull(applications.get(node));
    }

    private void heal(Node node) throws Exception {
        application(node).listen();
        application(node).answers(Manner.well());
    }

    private long transitions() {
        return shown().path("transitions").asLong();
    }

    private String reason() {
        return shown().path("lastTransition").path("reason").asText();
    }

    private JsonNode shown() {
        return vipIn(rest(node(1)).status());
    }
}
