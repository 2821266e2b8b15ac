package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Answer;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A definition that is changed or deleted while a node holds the VIP: never two answers, and none for what is gone. */
@SuppressWarnings("NullAway.Init") // the field is set before each test
class DefinitionChangeIT extends ClusterFixture {
    private static final String OTHER = "10.77.0.52";
    private static final String DEFAULT = "/v1/vips/default";
    private static final Duration CHANGED = Duration.ofSeconds(3);

    /** A release, an assignment, and the probe's grain. */
    private static final Duration HANDED_OVER = Duration.ofMillis(500);

    /** What is off the wire when a request is answered is not seen by a question that is sent after it. */
    private static final Duration ASKING = Duration.ofMillis(1);

    private WireProbe other;

    @Override
    void form() throws Exception {
        other = WireProbe.start(network, OTHER);
        super.form();
    }

    @Override
    void unform() {
        other.close();
    }

    @AfterEach
    void neverTwoOfTheOtherEither() {
        Verdict verdict = new Verdict(other.recording(testStart, Instant.now()));
        assertThat(verdict.doubleAnswers())
                .as("answers of two nodes for " + OTHER)
                .isEmpty();
    }

    private void set(String more, String... addresses) {
        assertThat(define("{\"addresses\":[\"" + String.join("/24\",\"", addresses) + "/24\"]" + more + "}")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void anotherAddressIsAnsweredOnceTheFormerIsNot() {
        Instant at = Instant.now();
        set("", OTHER);
        awaitTrue("the other address answers", CHANGED, () -> answers(other));
        awaitTrue("the former does not", CHANGED, () -> !answers(probe));
        Instant last = answersSince(probe, at).getLast().sentAt();
        Instant first = answersSince(other, at).getFirst().sentAt();
        assertThat(last).as("the last answer for the former address").isBefore(first);
        assertThat(Duration.between(last, first)).isLessThan(HANDED_OVER);
        assertThat(nodes()).noneMatch(node -> hasAddress(node, VIP));

        set("", VIP);
        awaitServed(Instant.now(), CHANGED);
        awaitTrue("the other does not answer", CHANGED, () -> !answers(other));
        assertThat(nodes()).noneMatch(node -> hasAddress(node, OTHER));
    }

    @Test
    void anAddressMoreOrLessLeavesAllOnOneNode() {
        Instant at = Instant.now();
        set("", VIP, OTHER);
        awaitTrue("the other answers too", CHANGED, () -> answers(other) && answers(probe));
        Node holder = holder();
        assertThat(other.answering(CHANGED)).contains(holder.mac());
        assertThat(outageSince(at).duration()).isLessThan(HANDED_OVER);

        Instant less = Instant.now();
        set("", VIP);
        awaitTrue("the other does not answer", CHANGED, () -> !answers(other));
        awaitServed(Instant.now(), CHANGED);
        assertThat(outageSince(less).duration()).isLessThan(HANDED_OVER);
        assertThat(nodes()).noneMatch(node -> hasAddress(node, OTHER));
    }

    @Test
    void whatDoesNotConcernTheInterfaceIsChangedUnderTheHolder() throws Exception {
        Node holder = holder();
        awaitTrue("all replicas of the log know its holder", CHANGED, () -> agreeOn(holder));
        long before = shown().path("transitions").asLong();
        Instant at = Instant.now();
        set(
                ",\"lockDelay\":\"2s\",\"priorities\":{\"n1\":150,\"n2\":140,\"n3\":130},\"onQuorumLoss\":\"release\"",
                VIP);
        Thread.sleep(500);
        Instant until = Instant.now();
        Thread.sleep(WireProbe.ECHO_PATIENCE);
        Verdict verdict = new Verdict(probe.recording(at, until));
        assertThat(verdict.holdings()).extracting(Verdict.Holding::mac).containsExactly(holder.mac());
        assertThat(verdict.lostEchoes()).isZero();
        assertThat(shown().path("transitions").asLong()).isEqualTo(before);
        set("", VIP);
    }

    /** A replica may lag behind the wire for a moment, and tell of the transition before. */
    private boolean agreeOn(Node holder) {
        List<JsonNode> vips = nodes().stream()
                .map(node -> rest(node).get("/v1/vips/default").json())
                .toList();
        return vips.stream().allMatch(vip -> vip.at("/holder/name").asText().equals(holder.name()))
                && vips.stream()
                                .map(vip -> vip.path("transitions").asLong())
                                .distinct()
                                .count()
                        == 1;
    }

    /** Only the second node has a spare interface, which leads nowhere. */
    @Test
    void anotherInterfaceTakesItOffTheFormer() {
        Node node = node(2);
        node.namespace().ip("link", "add", "spare0", "type", "veth", "peer", "name", "nowhere");
        node.namespace().ip("link", "set", "nowhere", "up");
        node.namespace().ip("link", "set", "spare0", "up");
        try {
            node.namespace()
                    .attempt(List.of("sysctl", "-q", "-w", "net.ipv4.conf.all.arp_ignore=1"), Duration.ofSeconds(5));
            set(",\"interface\":\"spare*\"", VIP);
            awaitTrue("it is on the spare interface", Duration.ofSeconds(10), () -> on(node, "spare0"));
            awaitTrue("nobody answers on the segment", CHANGED, () -> !answers(probe));
            assertThat(nodes()).noneMatch(each -> on(each, Node.INTERFACE));

            set(",\"interfaceBySubnet\":true", VIP);
            awaitServed(Instant.now(), CHANGED);
            assertThat(on(node, "spare0")).isFalse();
            set("", VIP);
            awaitServed(Instant.now(), CHANGED);
        } finally {
            node.namespace().ip("link", "delete", "spare0");
        }
    }

    @Test
    void anotherSelectionOfNodesMovesIt() {
        Node holder = holder();
        Instant at = Instant.now();
        Node to = allBut(holder).getFirst();
        set(",\"priorities\":{\"" + to + "\":200},\"preemption\":{\"mode\":\"always\"}", VIP);
        assertThat(awaitMovedFrom(holder, CHANGED)).isEqualTo(to);
        assertThat(outageSince(at).duration()).isLessThan(HANDED_OVER);
        set("", VIP);
    }

    /** Asked again and again, an agent says so no sooner than it is true on the wire. */
    @Test
    void isOffTheWireBeforeItIsReportedDeleted() throws Exception {
        try (WireProbe fine = WireProbe.startAsking(network, VIP, ASKING)) {
            for (Node asked : nodes()) {
                awaitTrue("it answers", CHANGED, () -> answers(fine));
                assertThat(rest(asked).request("DELETE", DEFAULT, "").status()).isEqualTo(202);
                while (rest(asked).get(DEFAULT).status() != 404) {
                    Thread.sleep(1);
                }
                assertNoAnswerAfter(Instant.now(), fine);
                set("", VIP);
            }
            awaitTrue("it answers", CHANGED, () -> answers(fine));
            Command.Outcome deleted = cluster.cli(node(2), "vip", "delete", "default");
            assertThat(deleted.exitCode()).as(deleted.output()).isZero();
            assertNoAnswerAfter(Instant.now(), fine);
            set("", VIP);
            awaitServed(Instant.now(), CHANGED);
        }
    }

    private static void assertNoAnswerAfter(Instant reported, WireProbe probe) throws InterruptedException {
        Thread.sleep(300);
        assertThat(answersSince(probe, reported))
                .as("answers after it was reported deleted")
                .isEmpty();
    }

    /** A holder that stands still has it until its lease is over, and so long it is not deleted. */
    @Test
    void isNotReportedDeletedWhileAHolderThatStandsStillHasIt() throws Exception {
        Node holder = holder();
        awaitTrue(
                "leadership leaves the holder " + holder,
                Duration.ofSeconds(10),
                () -> leaderSeenBy(holder)
                        .filter(leader -> !leader.equals(holder))
                        .isPresent());
        Node one = allBut(holder).getFirst();
        cluster.pause(holder);
        assertThat(rest(one).request("DELETE", DEFAULT, "").status()).isEqualTo(202);
        awaitTrue("it is gone", CHANGED, () -> rest(one).get(DEFAULT).status() == 404);
        assertNoAnswerAfter(Instant.now(), probe);
        cluster.resume(holder);
        awaitAllReady();
        assertThat(nodes()).noneMatch(this::hasAddress);
        set("", VIP);
        awaitServed(Instant.now(), CHANGED);
    }

    /** Whoever has it keeps it, and nobody else gets it. */
    @Test
    void aPausedOneStaysAndIsGivenToNobodyUntilItIsUnpaused() throws Exception {
        Node holder = holder();
        set(",\"paused\":true", VIP);
        Command.Outcome drained = cluster.cli(node(1), "node", "drain", holder.name());
        assertThat(drained.exitCode()).as(drained.output()).isZero();
        Thread.sleep(1_000);
        assertThat(holder()).as("it stays").isEqualTo(holder);
        assertThat(cluster.cli(node(1), "node", "undrain", holder.name()).exitCode())
                .isZero();

        cluster.kill(holder);
        awaitTrue("nobody answers", CHANGED, () -> !answers(probe));
        assertNobodyAnswersFor(Duration.ofSeconds(2));
        Node one = allBut(holder).getFirst();
        assertThat(rest(one).get(DEFAULT).json().path("state").asText()).isEqualTo("UNASSIGNED");
        cluster.restart(holder);
        awaitAllReady();
        set("", VIP);
        awaitServed(Instant.now(), CHANGED);
    }

    private static boolean answers(WireProbe probe) {
        return probe.answering(WireProbe.INTERVAL.multipliedBy(10)).isPresent();
    }

    private static List<Answer> answersSince(WireProbe probe, Instant since) {
        return probe.recording(since, Instant.now()).answers();
    }

    private static boolean on(Node node, String interfaceName) {
        return node.namespace()
                .ip("-oneline", "address", "show", "dev", interfaceName, "to", VIP)
                .contains(VIP);
    }
}
