package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Answer;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A VIP with {@code onQuorumLoss: keep} beside one without, both on one node at first. Of the latter the fixture sees to
 * it that no two nodes ever answer for it.
 */
class KeepIT extends ClusterFixture {
    private static final String KEPT = "10.77.0.80";
    private static final Duration HEALED = Duration.ofSeconds(10);

    private WireProbe kept;

    @BeforeEach
    void bothVipsAreOnOneNode() throws Exception {
        HttpReply put = rest(node(1))
                .request("PUT", "/v1/vips/kept", "{\"address\":\"" + KEPT + "/24\",\"onQuorumLoss\":\"keep\"}");
        assertThat(put.status()).isEqualTo(202);
        assertThat(put.json().at("/warnings/0").asText()).contains("two machines may answer");
        kept = WireProbe.start(network, KEPT);
        Node holder = holder();
        awaitTrue("the VIP kept is somewhere", SERVED_AGAIN, () -> withKept().size() == 1);
        if (!withKept().contains(holder)) {
            Command.Outcome move = cluster.cli(holder, "vip", "move", "kept", "--to", holder.name());
            assertThat(move.exitCode()).as(move.output()).isZero();
        }
        awaitTrue("both are on " + holder, SERVED_AGAIN, () -> withKept().equals(List.of(holder)));
        testStart = Instant.now();
    }

    @AfterEach
    void closeProbe() {
        kept.close();
    }

    @Test
    void holderThatIsCutOffKeepsItsOwnUntilThePartitionHeals() throws Exception {
        Node holder = holder();
        Instant cut = Instant.now();
        Fault.SEVER.inject(cluster, holder);
        awaitMovedFrom(holder, SERVED_AGAIN);
        assertThat(hasAddress(holder)).as("the VIP without keep is off").isFalse();
        awaitTrue(
                "another node has the kept one as well",
                SERVED_AGAIN,
                () -> withKept().size() == 2);
        Instant both = Instant.now();
        awaitTrue("both answer for it", SERVED_AGAIN, () -> answeringSince(both).size() == 2);
        assertThat(keptEverSilent(holder, cut))
                .as("the longest silence of its former holder: from the lease's end to its gate's")
                .isLessThan(Duration.ofMillis(300));

        JsonNode vip = keptIn(rest(holder).status());
        assertThat(vip.path("state").asText()).isEqualTo("UNKNOWN");
        assertThat(vip.path("keptWithoutQuorum").asBoolean()).isTrue();
        assertThat(rest(holder).status().path("warnings").toString()).contains("virtual IP kept is kept though");
        assertThat(rest(holder).metric("quorumvip_vip_kept_without_quorum", "vip=\"kept\""))
                .isEqualTo(1.0);
        assertThat(cluster.cli(holder, "status").output()).contains("kept by this node, without a quorum");
        assertThat(Files.readString(cluster.log(holder)))
                .contains("no majority of the voters answers: keeping the VIP");
        Node other = allBut(holder).getFirst();
        assertThat(keptIn(rest(other).status()).path("keptWithoutQuorum").asBoolean())
                .isFalse();

        Fault.SEVER.mend(cluster, holder);
        awaitTrue("one node has it", HEALED, () -> withKept().size() == 1);
        Instant healed = Instant.now();
        assertThat(withKept()).as("the node that the cluster gave it to").doesNotContain(holder);
        awaitAllReady();
        Thread.sleep(Duration.ofSeconds(1));
        assertThat(answeringSince(healed)).hasSize(1);
        assertThat(keptIn(rest(holder).status()).path("keptWithoutQuorum").asBoolean())
                .isFalse();
        assertThat(rest(holder).get("/metrics").body()).doesNotContain("quorumvip_vip_kept_without_quorum{");
    }

    @Test
    void aNodeThatIsLeftAloneServesItUntilAMajoritySaysWhoHasIt() throws Exception {
        Node survivor = holder();
        allBut(survivor).forEach(node -> Fault.PAUSE.inject(cluster, node));
        awaitTrue("the VIP without keep is off", SERVED_AGAIN, () -> !hasAddress(survivor));
        Instant alone = Instant.now();
        Thread.sleep(Duration.ofSeconds(3));
        assertThat(keptEverSilent(survivor, alone)).isLessThan(Duration.ofMillis(300));

        allBut(survivor).forEach(node -> Fault.PAUSE.mend(cluster, node));
        awaitTrue(
                "it is held by one node, by the word of a majority",
                HEALED,
                () -> keptIn(rest(survivor).status()).path("state").asText().equals("HELD"));
        awaitTrue("it is on one node", HEALED, () -> withKept().size() == 1);
        awaitServed(Instant.now(), HEALED);
        awaitAllReady();
    }

    @Test
    void theKernelTakesItOffWhenItsAgentDiesAndARestartDoesNotBringItBack() throws Exception {
        Node survivor = holder();
        allBut(survivor).forEach(node -> Fault.KILL.inject(cluster, node));
        awaitTrue("the VIP without keep is off", SERVED_AGAIN, () -> !hasAddress(survivor));
        assertThat(withKept()).containsExactly(survivor);
        Fault.KILL.inject(cluster, survivor);
        awaitTrue("it is off", Duration.ofSeconds(4), () -> withKept().isEmpty());

        Fault.KILL.mend(cluster, survivor);
        awaitTrue(
                "the agent answers",
                READY,
                () -> rest(survivor).tryGet("/livez").isPresent());
        Thread.sleep(Duration.ofSeconds(3));
        assertThat(withKept()).as("nobody has it without a quorum").isEmpty();

        allBut(survivor).forEach(node -> Fault.KILL.mend(cluster, node));
        awaitAllReady();
        awaitTrue("it is on one node", HEALED, () -> withKept().size() == 1);
        awaitServed(Instant.now(), HEALED);
    }

    @Test
    void anAgentThatWasStoppedKeepsNothingWhenItGoesOn() throws Exception {
        Node holder = holder();
        Fault.PAUSE.inject(cluster, holder);
        awaitTrue(
                "another node has it", SERVED_AGAIN, () -> withKept().stream().anyMatch(node -> !node.equals(holder)));
        Thread.sleep(Duration.ofSeconds(2));
        Fault.PAUSE.mend(cluster, holder);
        awaitAllReady();
        awaitTrue("one node has it", HEALED, () -> withKept().size() == 1);
        assertThat(new Verdict(kept.recording(testStart, Instant.now())).doubleAnswers())
                .isEmpty();
    }

    private Set<MacAddress> answeringSince(Instant from) {
        return kept.recording(from, Instant.now()).answers().stream()
                .map(Answer::mac)
                .collect(Collectors.toSet());
    }

    /** The longest time since then without an answer of this node. */
    private Duration keptEverSilent(Node node, Instant since) {
        List<Instant> answered = kept.recording(since, Instant.now()).answers().stream()
                .filter(answer -> answer.mac().equals(node.mac()))
                .map(Answer::sentAt)
                .toList();
        assertThat(answered).isNotEmpty();
        Instant last = since;
        Duration longest = Duration.ZERO;
        for (Instant at : answered) {
            Duration silence = Duration.between(last, at);
            longest = silence.compareTo(longest) > 0 ? silence : longest;
            last = at;
        }
        return longest;
    }

    private List<Node> withKept() {
        return nodes().stream()
                .filter(node -> node.namespace()
                        .ip("-oneline", "address", "show", "to", KEPT)
                        .contains(KEPT))
                .toList();
    }

    private static JsonNode keptIn(JsonNode status) {
        return Optional.of(status.path("vips"))
                .flatMap(vips -> vips.valueStream()
                        .filter(vip -> vip.path("name").asText().equals("kept"))
                        .findFirst())
                .orElseThrow(() -> new AssertionError("the VIP is not in " + status));
    }
}
