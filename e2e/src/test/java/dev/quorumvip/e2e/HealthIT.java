package dev.quorumvip.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.app.HttpApplication;
import dev.quorumvip.e2e.app.HttpApplication.Manner;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.WireProbe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A VIP with an HTTP check: it is where the application is well. */
class HealthIT extends ClusterFixture {
    private static final int PORT = 8008;
    private static final Duration INTERVAL = Duration.ofMillis(300);
    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final Duration LOCK_DELAY = Duration.ofSeconds(1);

    /** How far apart the clocks and the looks of test, leader and application may be. */
    private static final Duration GRAIN = Duration.ofMillis(100);

    /** Three failures in a row, and the way to another node, on a machine that is busy. */
    private static final Duration MOVED = Duration.ofSeconds(5);

    private final Map<Node, HttpApplication> applications = new LinkedHashMap<>();

    @Override
    void form() throws Exception {
        for (Node node : nodes()) {
            applications.put(node, HttpApplication.start(node.namespace(), PORT));
        }
        cluster.found(nodes());
        assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
        assertThat(defineWith("").status()).isEqualTo(202);
        awaitServed(Instant.now(), READY);
    }

    @Override
    void unform() throws IOException {
        for (HttpApplication application : applications.values()) {
            application.close();
        }
        applications.clear();
    }

    /** What a test wants otherwise, it says itself. */
    @BeforeEach
    void plain() {
        assertThat(defineWith("").status()).isEqualTo(202);
    }

    private HttpReply defineWith(String more) {
        return define("{\"address\":\"" + CIDR + "\",\"healthChecks\":[" + check("/primary") + "],\"lockDelay\":\""
                + LOCK_DELAY.toSeconds() + "s\"" + more + "}");
    }

    /** Equal checks of several VIPs are one. */
    private static String check(String path) {
        return "{\"name\":\"primary\",\"http\":{\"port\":" + PORT + ",\"path\":\"" + path + "\"},\"interval\":\""
                + INTERVAL.toMillis() + "ms\",\"timeout\":\"" + TIMEOUT.toMillis() + "ms\"}";
    }

    /** Deleted and set again, so that nobody remembers which node has failed it. */
    private void defineAnew(String more) {
        assertThat(rest(node(1)).request("DELETE", "/v1/vips/default", "").status())
                .isEqualTo(202);
        awaitTrue(
                "it is gone", MOVED, () -> rest(node(1)).get("/v1/vips/default").status() == 404);
        assertThat(defineWith(more).status()).isEqualTo(202);
    }

    /** Everybody can have it: what a test has healed late must move nothing in the next one. */
    @Override
    boolean whole() {
        return super.whole() && shown().path("unable").isEmpty();
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
                new Trouble("is slow", application -> application.answers(Manner.slow(Duration.ofMillis(600)))),
                new Trouble("refuses", HttpApplication::refuse));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void leavesANodeWhoseApplicationIsNotWellOnceAndStays(Trouble trouble) throws Exception {
        Node holder = holder();
        long before = transitions(holder);
        Instant at = Instant.now();
        trouble.begin().on(application(holder));
        Node successor = awaitMovedFrom(holder, MOVED);
        assertThat(Duration.between(at, Instant.now()))
                .as("not before three failures in a row")
                .isGreaterThan(INTERVAL.multipliedBy(2).minus(GRAIN));
        assertThat(transitions(successor)).isEqualTo(before + 1);
        assertThat(shown().at("/lastTransition/reason").asText()).isEqualTo("UNHEALTHY");

        heal(holder);
        Thread.sleep(1_500);
        assertThat(holder()).as("it does not go back by itself").isEqualTo(successor);
        assertThat(transitions(successor)).isEqualTo(before + 1);
        assertThat(outageSince(at).duration())
                .as("handed over, not failed over")
                .isLessThan(Duration.ofMillis(500));
    }

    @Test
    void lessThanTheThresholdMovesNothing() throws Exception {
        Node holder = holder();
        long before = transitions(holder);
        HttpApplication application = application(holder);
        for (int i = 0; i < 3; i++) {
            long asked = application.requests();
            application.answers(Manner.status(500));
            awaitTrue("another request", MOVED, () -> application.requests() > asked);
            application.answers(Manner.well());
            Thread.sleep(INTERVAL.multipliedBy(3));
        }
        assertThat(holder()).isEqualTo(holder);
        assertThat(transitions(holder)).isEqualTo(before);
    }

    /** Once the preferred node's application has been well for as long as the definition asks for, and not before. */
    @ParameterizedTest
    @ValueSource(strings = {"always", "delayed"})
    void goesBackOnceAsPreemptionSays(String mode) throws Exception {
        boolean delayed = mode.equals("delayed");
        Duration delay = delayed ? Duration.ofMillis(2_500) : Duration.ZERO;
        defineAnew(",\"priorities\":{\"n1\":200},\"preemption\":{\"mode\":\"" + mode + "\""
                + (delayed ? ",\"delay\":\"2500ms\"" : "") + "}");
        awaitTrue("n1 has it", MOVED.plus(delay), () -> served(node(1)));
        application(node(1)).answers(Manner.status(500));
        Node successor = awaitMovedFrom(node(1), MOVED);
        long before = transitions(successor);

        Instant healed = Instant.now();
        heal(node(1));
        awaitMovedFrom(successor, MOVED.plus(delay));
        Duration taken = Duration.between(healed, Instant.now());
        assertThat(holder()).isEqualTo(node(1));
        assertThat(transitions(node(1))).isEqualTo(before + 1);
        assertThat(shown().at("/lastTransition/reason").asText()).isEqualTo("PREEMPTED");
        assertThat(taken)
                .as("two good answers, and the delay")
                .isGreaterThan(INTERVAL.plus(delay).minus(GRAIN));
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

        assertThat(defineWith(",\"ifNoneHealthy\":\"stay\"").status()).isEqualTo(202);
        application(only).answers(Manner.status(503));
        Thread.sleep(2_000);
        assertThat(holder()).isEqualTo(only);
        for (Node node : nodes()) {
            heal(node);
        }
        assertThat(defineWith("").status()).isEqualTo(202);
        awaitServed(Instant.now(), MOVED);
    }

    /** Ten seconds of an application that is well and not in turns: the VIP stays away for longer each time. */
    @Test
    void aFlappingApplicationMovesItNoMoreOftenThanTheDampingAllows() throws Exception {
        defineAnew(",\"priorities\":{\"n1\":200},\"preemption\":{\"mode\":\"always\"}");
        awaitTrue("n1 has it", MOVED, () -> served(node(1)));
        long before = transitions(node(1));
        for (int second = 0; second < 10; second++) {
            application(node(1)).answers(second % 2 == 0 ? Manner.status(500) : Manner.well());
            Thread.sleep(1_000);
        }
        // It leaves three times, and comes back after 1, 2 and 4 s at the soonest, the last time perhaps just now.
        assertThat(transitions(holder()) - before).isBetween(1L, 6L);
        Duration away = LOCK_DELAY;
        Optional<Instant> left = Optional.empty();
        for (JsonNode transition : movesSince(before)) {
            Instant at = Instant.parse(transition.path("at").asText());
            if (transition.path("from").asText().equals("n1")) {
                left = Optional.of(at);
            } else if (left.isPresent()) {
                assertThat(Duration.between(left.get(), at))
                        .as("%s", transition)
                        .isGreaterThan(away.minus(GRAIN));
                away = away.multipliedBy(2);
            }
        }
        heal(node(1));
        defineAnew("");
        awaitServed(Instant.now(), MOVED);
    }

    @Test
    void aVipWithoutAPassingCheckIsGivenToNobodyAtFirst() throws Exception {
        applications.values().forEach(application -> application.answers(Manner.status(500)));
        String path = "/v1/vips/new";
        assertThat(rest(node(2))
                        .request(
                                "PUT", path, "{\"address\":\"10.77.0.61/24\",\"healthChecks\":[" + check("/new") + "]}")
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

    private boolean served(Node node) {
        return probe.answering(WireProbe.INTERVAL.multipliedBy(5))
                .filter(node.mac()::equals)
                .isPresent();
    }

    /** As the first node has them, once it knows that {@code holder} has the VIP. */
    private long transitions(Node holder) {
        awaitTrue(
                "n1 knows that " + holder + " has it",
                MOVED,
                () -> shown().at("/holder/name").asText().equals(holder.name()));
        return shown().path("transitions").asLong();
    }

    /** The VIP's changes of holder after its first {@code transitions}, oldest first. */
    private List<JsonNode> movesSince(long transitions) {
        List<JsonNode> moves = new ArrayList<>();
        for (JsonNode event :
                rest(node(1)).get("/v1/events?follow=false&vip=default").json().path("events")) {
            switch (event.path("type").asText()) {
                case "vip-deleted" -> moves.clear();
                case "transition" -> moves.add(event);
                default -> {}
            }
        }
        return moves.subList(Math.toIntExact(transitions), moves.size());
    }
}
