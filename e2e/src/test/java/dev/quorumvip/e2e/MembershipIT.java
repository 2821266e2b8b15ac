package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A cluster that grows from one node by {@code --join}, loses voters, and replaces them; in this order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MembershipIT extends ClusterFixture {
    private static final Duration SETTLED = Duration.ofSeconds(30);

    @Override
    int nodeCount() {
        return 6;
    }

    /** One node alone: the others are started by the tests. */
    @Override
    void form() {
        cluster.start(node(1), cluster.optionsAlone(node(1)));
        awaitReady(List.of(node(1)));
        assertThat(rest(node(1)).putVip(CIDR).status()).isEqualTo(202);
        awaitServed(Instant.now(), SERVED_AGAIN);
    }

    /** What a test leaves behind is what the next one starts from. */
    @Override
    boolean whole() {
        return probe.answering(Duration.ofSeconds(1)).isPresent();
    }

    @Test
    @Order(1)
    void growsToThreeVotersWhileTheVipStaysWhereItIs() {
        Instant start = Instant.now();
        assertThat(rolesSeenBy(node(1))).containsExactlyInAnyOrderEntriesOf(Map.of("n1", "voter"));
        join(node(2));
        join(node(3));
        awaitVoters(3);
        assertThat(verdictSince(start).holdings()).hasSize(1);
        assertThat(nodes().subList(0, 3)).extracting(node -> rest(node).vip()).containsOnly(CIDR);
    }

    @Test
    @Order(2)
    void takesTheFourthAsNonVoterAndTheFifthMakesFiveVoters() {
        join(node(4));
        awaitTrue("four members", SETTLED, () -> rolesSeenBy(node(1)).size() == 4);
        awaitVoters(3);
        join(node(5));
        awaitVoters(5);
        join(node(6));
        awaitTrue("six members", SETTLED, () -> rolesSeenBy(node(1)).size() == 6);
        awaitVoters(5);
        assertThat(rolesSeenBy(node(1)).get("n6")).isIn("stand-by", "spare");
    }

    @Test
    @Order(3)
    void nonVoterCanHoldAVip() {
        String name = nonVoters().getFirst();
        Node nonVoter = nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
        // An interface that no other node has leaves the placement no choice.
        nonVoter.namespace().ip("link", "add", "only0", "type", "veth", "peer", "name", "only1");
        nonVoter.namespace().ip("link", "set", "only1", "up");
        nonVoter.namespace().ip("link", "set", "only0", "up");
        HttpReply accepted =
                rest(node(1)).request("PUT", "/v1/vips/only", "{\"address\":\"10.78.0.5/24\",\"interface\":\"only0\"}");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        awaitTrue(
                "the non-voter binds it",
                SETTLED,
                () -> nonVoter.namespace()
                        .ip("-oneline", "address", "show", "dev", "only0")
                        .contains("10.78.0.5"));
        assertThat(rest(node(1)).request("DELETE", "/v1/vips/only", "").status())
                .isEqualTo(202);
        awaitTrue(
                "it is taken off again",
                SETTLED,
                () -> !nonVoter.namespace()
                        .ip("-oneline", "address", "show", "dev", "only0")
                        .contains("10.78.0.5"));
        nonVoter.namespace().ip("link", "delete", "only0");
    }

    @Test
    @Order(4)
    void deadVoterIsReplacedByALiveNonVoter() {
        String spare = nonVoters().getFirst();
        Node dead = nodes().stream()
                .filter(node -> !node.name().equals(spare) && !node.equals(holder()))
                .findFirst()
                .orElseThrow();
        Fault.KILL.inject(cluster, dead);
        Node witness = allBut(dead).getFirst();
        awaitTrue(
                spare + " votes instead of " + dead,
                Duration.ofMinutes(1),
                () -> "voter".equals(rolesSeenBy(witness).get(spare))
                        && !"voter".equals(rolesSeenBy(witness).get(dead.name())));
        Fault.KILL.mend(cluster, dead);
        awaitReady(List.of(dead));
        awaitVoters(5);
    }

    @Test
    @Order(5)
    void removedMemberIsGoneAndHoldsNothing() {
        Node removed = holder();
        Node witness = allBut(removed).getFirst();
        Instant at = Instant.now();
        Command.Outcome outcome = cluster.cli(witness, "members", "remove", removed.name());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        awaitMovedFrom(removed, SERVED_AGAIN);
        awaitTrue(
                removed + " is no member", SETTLED, () -> !rolesSeenBy(witness).containsKey(removed.name()));
        awaitVoters(5);
        assertThat(hasAddress(removed)).isFalse();
        assertThat(outageSince(at).duration()).isLessThan(SERVED_AGAIN);

        // Its data names a member that is no more: it comes back as a new one, and only with an empty directory.
        cluster.agent(removed).kill();
        cluster.wipe(removed);
        cluster.start(removed, cluster.optionsAlone(removed).joining(List.of(witness)));
        awaitReady(List.of(removed));
        awaitTrue(
                removed + " is a member again",
                SETTLED,
                () -> rolesSeenBy(witness).containsKey(removed.name()));
    }

    @Test
    @Order(6)
    void unknownMemberCannotBeRemoved() {
        HttpReply reply = rest(node(1)).request("DELETE", "/v1/members/nobody", "");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(cluster.cli(node(1), "members", "remove", "nobody").exitCode())
                .isNotZero();
    }

    @Test
    @Order(7)
    void joinIsIgnoredOnceJoined() {
        Node node = allBut(holder()).getFirst();
        long id = rest(node).id();
        cluster.agent(node).kill();
        cluster.start(node, cluster.optionsAlone(node).with("--join", "10.77.0.250:8800"));
        awaitReady(List.of(node));
        assertThat(rest(node).id()).isEqualTo(id);
    }

    private void join(Node node) {
        cluster.start(node, cluster.optionsAlone(node).joining(nodes().subList(0, node.number() - 1)));
        awaitReady(List.of(node));
    }

    private void awaitVoters(int count) {
        awaitTrue(
                count + " voters",
                SETTLED,
                () -> rolesSeenBy(witness()).values().stream()
                                .filter("voter"::equals)
                                .count()
                        == count);
    }

    private Node witness() {
        return nodes().stream()
                .filter(node -> cluster.runs(node) && rest(node).ready())
                .findFirst()
                .orElseThrow();
    }

    private List<String> nonVoters() {
        return rolesSeenBy(witness()).entrySet().stream()
                .filter(entry -> !entry.getValue().equals("voter"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Each member's role by its name, as this node has it. */
    private Map<String, String> rolesSeenBy(Node node) {
        Optional<HttpReply> reply = rest(node).tryGet("/v1/members");
        return reply.map(answer -> answer.json().path("members").valueStream())
                .orElseGet(Stream::empty)
                .collect(Collectors.toMap(
                        (JsonNode member) -> member.path("name").asText(),
                        member -> member.path("role").asText(),
                        (one, other) -> one.equals("voter") ? one : other));
    }
}
