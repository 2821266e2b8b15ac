package dev.quorumvip.e2e.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The judge is judged first: with addresses set by hand, so that what it must find is known. */
@TestInstance(Lifecycle.PER_CLASS)
class WireProbeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private TestNetwork network;
    private WireProbe probe;

    String vip() {
        return "10.77.0.50";
    }

    /** Puts the address on as a holder does. */
    void give(Node node) {
        node.namespace().ip("address", "add", vip() + "/32", "dev", Node.INTERFACE);
    }

    void take(Node node) {
        node.namespace().ip("address", "delete", vip() + "/32", "dev", Node.INTERFACE);
    }

    @BeforeAll
    void start() throws Exception {
        network = TestNetwork.create(3);
        probe = WireProbe.start(network, vip());
    }

    @AfterAll
    void stop() {
        probe.close();
        network.close();
    }

    @Test
    void findsNobodyThenOneHolderThenNobody() throws Exception {
        Node node = network.nodes().get(1);
        Instant start = Instant.now();
        assertThat(probe.awaitAnswer(start, Duration.ofMillis(200))).isEmpty();

        give(node);
        assertThat(probe.awaitAnswer(start, PATIENCE)).map(Answer::mac).contains(node.mac());
        Thread.sleep(2000); // nobody announced it: the client's kernel asks for the address once a second
        take(node);
        Instant taken = Instant.now();
        Thread.sleep(WireProbe.ECHO_PATIENCE.toMillis());

        Recording recording = probe.recording(start, Instant.now());
        Verdict verdict = new Verdict(recording);
        assertThat(verdict.doubleAnswers()).isEmpty();
        assertThat(verdict.holdings()).extracting(Verdict.Holding::mac).containsExactly(node.mac());
        assertThat(recording.answers()).hasSizeGreaterThan(30);
        assertThat(recording.echoes()).filteredOn(Echo::answered).hasSizeGreaterThan(30);
        assertThat(verdict.lostEchoes()).isGreaterThan(10);
        assertThat(probe.awaitAnswer(taken, Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void findsTwoHolders() throws Exception {
        Node first = network.nodes().get(0);
        Node second = network.nodes().get(2);
        Instant start = Instant.now();
        give(first);
        give(second);
        assertThat(probe.awaitAnswer(Instant.now(), PATIENCE)).isPresent();
        Thread.sleep(100);
        take(first);
        take(second);

        Verdict verdict = new Verdict(probe.recording(start, Instant.now()));
        assertThat(verdict.doubleAnswers()).isNotEmpty();
        assertThat(verdict.doubleAnswers())
                .allSatisfy(found -> assertThat(found.before().mac())
                        .isNotEqualTo(found.intruder().mac()));
    }

    @Test
    void measuresTheOutageOfAHandoverByHand() throws Exception {
        Node first = network.nodes().get(0);
        Node second = network.nodes().get(1);
        Instant start = Instant.now();
        give(first);
        assertThat(probe.awaitAnswer(start, PATIENCE)).isPresent();
        Instant fault = Instant.now();
        take(first);
        Thread.sleep(300);
        Instant given = Instant.now();
        give(second);
        assertThat(probe.awaitAnswer(given, PATIENCE)).isPresent();
        Thread.sleep(100);
        take(second);

        Instant end = probe.recording(start, Instant.now()).answers().getLast().sentAt();
        Verdict verdict = new Verdict(probe.recording(start, end));
        assertThat(verdict.doubleAnswers()).isEmpty();
        assertThat(verdict.longestOutageSince(fault).duration())
                .isBetween(Duration.ofMillis(290), Duration.ofMillis(600));
        assertThat(verdict.holdings()).extracting(Verdict.Holding::mac).containsExactly(first.mac(), second.mac());
    }
}
