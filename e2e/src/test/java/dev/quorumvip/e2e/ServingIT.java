package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A cluster without faults: the VIP is served by one node, and everybody says which. */
class ServingIT extends ClusterFixture {
    private static final Duration SERVED = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void answersWithinFiveSecondsOfPutAndFallsSilentAfterUnset() throws Exception {
        assertThat(rest(node(2)).putVip("").status()).isEqualTo(202);
        awaitTrue(
                "nobody answers for the VIP",
                SERVED,
                () -> probe.answering(Duration.ofMillis(200)).isEmpty());
        assertNobodyAnswersFor(Duration.ofSeconds(1));
        assertThat(nodes()).noneMatch(this::hasAddress);
        assertThat(rest(node(3)).vip()).isEmpty();

        Instant put = Instant.now();
        assertThat(rest(node(3)).putVip(CIDR).status()).isEqualTo(202);
        awaitServed(put, SERVED);
        assertThat(rest(node(1)).vip()).isEqualTo(CIDR);
    }

    @Test
    void everyNodeNamesTheHolderWhoseMacAnswers() throws Exception {
        Node holder = holder();
        for (Node node : nodes()) {
            awaitTrue(
                    node + " names " + holder,
                    SERVED,
                    () -> holder.name()
                            .equals(vipIn(rest(node).status())
                                    .path("holder")
                                    .path("name")
                                    .asText()));
            Command.Outcome outcome = cluster.cli(node, "status", "-o", "json");
            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
            JsonNode vip = vipIn(JSON.readTree(outcome.output()));
            assertThat(vip.path("state").asText()).isEqualTo("HELD");
            assertThat(vip.path("holder").path("name").asText()).isEqualTo(holder.name());
            assertThat(cluster.cli(node, "status").output()).contains(VIP, holder.name());
        }
        assertThat(vipIn(rest(holder).status()).path("holder").path("mac").asText())
                .isEqualTo(holder.mac().toString());
    }

    @Test
    void announcesInBothForms() {
        Instant start = Instant.now();
        assertThat(rest(node(1)).putVip("").status()).isEqualTo(202);
        awaitTrue(
                "nobody answers for the VIP",
                SERVED,
                () -> probe.answering(Duration.ofMillis(200)).isEmpty());
        assertThat(rest(node(1)).putVip(CIDR).status()).isEqualTo(202);
        Node holder = awaitServed(Instant.now(), SERVED);
        awaitTrue("gratuitous ARP as request and as reply", SERVED, () -> {
            Set<Announcement.Form> forms = probe.recording(start, Instant.now()).announcements().stream()
                    .filter(seen -> seen.mac().equals(holder.mac()))
                    .map(Announcement::form)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Announcement.Form.class)));
            return forms.size() == 2;
        });
    }

    @Test
    void commandLineSetsListsAndDeletesAVip() {
        Command.Outcome set = cluster.cli(node(2), "vip", "set", "second", "10.77.0.60/24");
        assertThat(set.exitCode()).as(set.output()).isZero();
        assertThat(cluster.cli(node(3), "vip", "list").output()).contains("10.77.0.60", VIP);
        assertThat(rest(node(3))
                        .get("/v1/vips/second")
                        .json()
                        .at("/addresses/0")
                        .asText())
                .isEqualTo("10.77.0.60/24");
        Command.Outcome delete = cluster.cli(node(1), "vip", "delete", "second");
        assertThat(delete.exitCode()).as(delete.output()).isZero();
        awaitTrue(
                "the second VIP is gone",
                SERVED,
                () -> rest(node(3)).get("/v1/vips/second").status() == 404);
        assertThat(cluster.cli(node(3), "vip", "list").output()).doesNotContain("10.77.0.60");
    }

    @Test
    void memberListAgreesWithDqliteShapedStatus() {
        for (Node node : nodes()) {
            JsonNode status = rest(node).get("/status").json();
            assertThat(status.path("id").asLong()).isEqualTo(rest(node).id()).isBetween(1L, (1L << 53) - 1);
            assertThat(status.path("cluster_members")).hasSize(3);
            assertThat(status.path("cluster_members").findValuesAsText("role")).containsOnly("voter");
            assertThat(status.path("is_leader").asBoolean())
                    .isEqualTo(status.path("leader_id").asLong()
                            == status.path("id").asLong());
        }
        assertThat(cluster.cli(node(1), "members", "list").output()).contains("n1", "n2", "n3");
    }

    @Test
    void putsBackAnAddressRemovedByHand() {
        Node holder = holder();
        Instant removed = Instant.now();
        String shown = holder.namespace().ip("-oneline", "address", "show", "to", VIP);
        String withPrefix = shown.replaceFirst("(?s).*inet (\\S+).*", "$1");
        holder.namespace().ip("address", "delete", withPrefix, "dev", Node.INTERFACE);

        assertThat(awaitServed(removed.plusMillis(20), SERVED_AGAIN)).isEqualTo(holder);
        assertThat(hasAddress(holder)).isTrue();
        assertThat(outageSince(removed).duration()).isLessThan(Duration.ofSeconds(1));
    }
}
