package dev.quorumvip.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.AddressWatch;
import dev.quorumvip.e2e.probe.Answer;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A VIP with an IPv4 and an IPv6 address: whatever befalls its holder, both go to one other node. */
@SuppressWarnings("NullAway.Init") // the field is set before each test
class DualStackIT extends ClusterFixture {
    private static final String VIP6 = "fd00:77::50";
    private static final Duration FIRST_ANSWER = Duration.ofMillis(5);
    private static final Duration ASKING = Duration.ofMillis(1);
    private static final int HANDOVERS = 9;

    private WireProbe probe6;

    @Override
    void form() throws Exception {
        probe6 = WireProbe.start(network, VIP6);
        cluster.found(nodes());
        assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
        assertThat(define("{\"addresses\":[\"" + CIDR + "\",\"" + VIP6 + "/64\"]}")
                        .status())
                .isEqualTo(202);
        awaitServed(Instant.now(), READY);
        awaitBothOn(holder(), READY);
    }

    @Override
    void unform() {
        probe6.close();
    }

    @AfterEach
    void neverTwoOfTheOtherEither() {
        Verdict verdict = new Verdict(probe6.recording(testStart, Instant.now()));
        assertThat(verdict.doubleAnswers())
                .as("answers of two nodes for " + VIP6)
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void bothGoToOneNode(Fault fault) {
        Node holder = holder();
        Instant at = Instant.now();
        fault.inject(cluster, holder);
        Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
        awaitBothOn(successor, SERVED_AGAIN);
        assertThat(outageSince(at).duration()).as("outage of " + VIP).isLessThanOrEqualTo(SERVED_AGAIN);
        assertThat(outageSince(at, probe6).duration()).as("outage of " + VIP6).isLessThanOrEqualTo(SERVED_AGAIN);
        fault.mend(cluster, holder);
        awaitAllReady();
        awaitBothOn(successor, SERVED_AGAIN);
        assertThat(hasAddress(holder, VIP) || hasAddress(holder, VIP6))
                .as("an address is still on " + holder)
                .isFalse();
    }

    /** With duplicate address detection an IPv6 address would not answer for a second. */
    @Test
    void aNewHolderAnswersForBothWithinFiveMillisecondsOfBinding(TestReporter reporter) throws Exception {
        Map<Node, AddressWatch> watches = new LinkedHashMap<>();
        List<Duration> late = new ArrayList<>();
        List<Duration> late6 = new ArrayList<>();
        try (WireProbe fine = WireProbe.startAsking(network, VIP, ASKING);
                WireProbe fine6 = WireProbe.startAsking(network, VIP6, ASKING)) {
            for (Node node : nodes()) {
                watches.put(node, AddressWatch.start(node.namespace()));
            }
            for (int handover = 0; handover < HANDOVERS; handover++) {
                Node holder = holder();
                Node to = allBut(holder).get(handover % 2);
                Instant at = Instant.now();
                move("default", to);
                awaitBothOn(to, SERVED_AGAIN);
                AddressWatch watch = requireNonNull(watches.get(to));
                late.add(Duration.between(watch.added(VIP, at).orElseThrow(), firstAnswer(fine, at, to)));
                late6.add(Duration.between(watch.added(VIP6, at).orElseThrow(), firstAnswer(fine6, at, to)));
            }
        } finally {
            for (AddressWatch watch : watches.values()) {
                watch.close();
            }
        }
        reporter.publishEntry(Map.of("ipv4", late.toString(), "ipv6", late6.toString()));
        assertThat(median(late)).as("IPv4: %s", late).isLessThanOrEqualTo(FIRST_ANSWER);
        assertThat(median(late6)).as("IPv6: %s", late6).isLessThanOrEqualTo(FIRST_ANSWER);
    }

    private static Instant firstAnswer(WireProbe probe, Instant since, Node node) {
        return probe.recording(since, Instant.now()).answers().stream()
                .filter(answer -> answer.mac().equals(node.mac()))
                .map(Answer::answeredAt)
                .findFirst()
                .orElseThrow();
    }

    private static Duration median(List<Duration> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    private void awaitBothOn(Node node, Duration limit) {
        awaitTrue("both addresses are on " + node, limit, () -> answers(probe, node) && answers(probe6, node));
    }

    private static boolean answers(WireProbe probe, Node node) {
        return probe.answering(WireProbe.INTERVAL.multipliedBy(5))
                .filter(node.mac()::equals)
                .isPresent();
    }
}
