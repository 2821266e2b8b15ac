package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.EventFollower;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.WireProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a reader of events sees of real failovers, and that it is the same whichever node it asks. */
class EventsIT extends ClusterFixture {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String NAME = "default";

    @Test
    void aReaderThatChangesNodesInTheMidstOfAFailoverMissesNothing() throws Exception {
        Node holder = holder();
        Node one = allBut(holder).get(0);
        Node other = allBut(holder).get(1);
        EventFollower first = EventFollower.start(one, "");
        Instant killed;
        int before;
        try (first) {
            awaitTrue("it has begun", SOON, () -> !first.seen().isEmpty());
            before = first.seen().size();
            killed = Instant.now();
            Fault.KILL.inject(cluster, holder);
            Thread.sleep(100); // the lease has not run out yet
        }
        awaitTrue("it has ended", SOON, first::ended);
        List<JsonNode> seen = new ArrayList<>(first.seen());
        String place = first.place();
        try (EventFollower second = EventFollower.start(other, place)) {
            Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
            awaitTrue(
                    "the timing is told",
                    SOON,
                    () -> move(second.seen(), "vip-timing", holder).isPresent());
            seen.addAll(second.seen());

            List<JsonNode> since = seen.subList(before, seen.size());
            JsonNode transition = move(since, "transition", holder).orElseThrow();
            assertThat(transition.path("to").asText()).isEqualTo(successor.name());
            assertThat(transition.path("reason").asText()).isEqualTo("SESSION_EXPIRED");
            JsonNode times = move(since, "vip-timing", holder).orElseThrow().path("times");
            assertThat(times.path("detectedMillis").asLong(-1)).isZero();
            assertThat(times.path("closedMillis").asLong(-1)).isNotNegative();
            inOrder(times, "detectedMillis", "closedMillis", "committedMillis", "boundMillis", "announcedMillis");
            // The holder's lease runs out first, and the probe looks only so often.
            Duration outage = outageSince(killed).duration();
            assertThat(Duration.ofMillis(times.path("boundMillis").asLong()))
                    .isLessThanOrEqualTo(outage.plus(WireProbe.INTERVAL.multipliedBy(2)));
        }

        assertThat(seen).extracting(e -> e.path("type").asText()).doesNotContain("gap");
        String last = seen.getLast().path("id").asText();
        for (Node node : List.of(one, other)) {
            // A replica may be an entry behind the one that was read from.
            awaitTrue(
                    node + " has heard of the last event",
                    SOON,
                    () -> kept(node).stream()
                            .anyMatch(event -> event.path("id").asText().equals(last)));
            assertThat(until(last, kept(node))).as("what %s has kept", node).isEqualTo(seen);
        }
        Fault.KILL.mend(cluster, holder);
        awaitAllReady();
        awaitTrue(
                "the one that was killed tells the same",
                SOON,
                () -> until(last, kept(holder)).equals(seen));
    }

    @Test
    void aPlannedHandoverIsTimedWithoutAnybodyBeingClosed() throws Exception {
        Node holder = holder();
        awaitTrue(
                "leadership leaves the holder " + holder,
                SOON,
                () -> leaderSeenBy(holder)
                        .filter(leader -> !leader.equals(holder))
                        .isPresent());
        Node one = allBut(holder).getFirst();
        String before = kept(one).getLast().path("id").asText();
        try (EventFollower follower = EventFollower.start(one, before)) {
            Fault.TERMINATE.inject(cluster, holder);
            awaitTrue(
                    "the timing is told",
                    SOON,
                    () -> move(follower.seen(), "vip-timing", holder).isPresent());
            JsonNode timing = move(follower.seen(), "vip-timing", holder).orElseThrow();
            assertThat(timing.path("reason").asText()).isEqualTo("NODE_STOPPING");
            JsonNode times = timing.path("times");
            assertThat(times.path("closedMillis").isNull()).isTrue();
            inOrder(times, "detectedMillis", "committedMillis", "boundMillis", "announcedMillis");
            assertThat(times.path("announcedMillis").asLong()).isLessThan(SERVED_AGAIN.toMillis());
        }
        Node successor = holder();
        awaitTrue(
                "status shows it",
                SOON,
                () -> vipIn(rest(successor).status())
                        .path("lastTransition")
                        .path("durationMillis")
                        .isNumber());
        assertThat(cluster.cli(successor, "status").output()).containsPattern("eth0 +\\d+ ms");
        assertThat(cluster.cli(successor, "events", "--vip", NAME).output())
                .containsPattern(holder.name() + " -> " + successor.name() + "  NODE_STOPPING  outage \\d+ ms \\(");
        assertThat(rest(one).metric("quorumvip_vip_outage_seconds_count", "reason=\"node_stopping\""))
                .isGreaterThanOrEqualTo(1);
        awaitTrue("the terminated agent ends", Duration.ofSeconds(15), () -> !cluster.runs(holder));
        Fault.TERMINATE.mend(cluster, holder);
        awaitAllReady();
    }

    @Test
    void refusesAPlaceThatIsNone() {
        HttpReply reply = rest(node(1)).get("/v1/events?since=yesterday");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("field").asText()).isEqualTo("since");
    }

    private static void inOrder(JsonNode times, String... steps) {
        long before = 0;
        for (String step : steps) {
            assertThat(times.path(step).asLong(-1)).as(step + " of " + times).isGreaterThanOrEqualTo(before);
            before = times.path(step).asLong();
        }
    }

    /** The newest event of that type of a move away from this node. */
    private static Optional<JsonNode> move(List<JsonNode> events, String type, Node from) {
        return events.reversed().stream()
                .filter(e -> e.path("type").asText().equals(type)
                        && e.path("from").asText().equals(from.name()))
                .findFirst();
    }

    private List<JsonNode> kept(Node node) {
        List<JsonNode> kept = new ArrayList<>();
        rest(node).get("/v1/events?follow=false").json().path("events").forEach(kept::add);
        return kept;
    }

    /** Up to this one, which is the last. */
    private static List<JsonNode> until(String id, List<JsonNode> events) {
        List<JsonNode> until = new ArrayList<>();
        for (JsonNode event : events) {
            until.add(event);
            if (event.path("id").asText().equals(id)) {
                break;
            }
        }
        return until;
    }
}
