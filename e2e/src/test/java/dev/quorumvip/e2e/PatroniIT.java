package dev.quorumvip.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.app.HttpApplication;
import dev.quorumvip.e2e.app.HttpApplication.Manner;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The documentation's example, as it stands there: the VIP is where Patroni's primary is. */
class PatroniIT extends ClusterFixture {
    private static final Path EXAMPLE =
            Path.of(requireNonNull(System.getProperty("quorumvip.home")), "docs/examples/patroni/vip.yaml");
    private static final String ADDRESS_IN_EXAMPLE = "192.0.2.7/24";
    private static final int PORT = 8008;

    /** Two bad answers, 500 ms apart, and one good one, on a machine that is busy. */
    private static final Duration FOLLOWED = Duration.ofSeconds(4);

    private final Map<Node, HttpApplication> patronis = new LinkedHashMap<>();
    private volatile @Nullable Node primary;

    @Override
    void form() throws Exception {
        for (Node node : nodes()) {
            HttpApplication patroni = HttpApplication.start(node.namespace(), PORT);
            patroni.answers(path -> Manner.status(answer(node, path)));
            patronis.put(node, patroni);
        }
        primary = node(1);
        cluster.found(nodes());
        assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
        Path file = cluster.directory().resolve("vip.yaml");
        String example = Files.readString(EXAMPLE);
        assertThat(example).contains(ADDRESS_IN_EXAMPLE);
        Files.writeString(file, example.replace(ADDRESS_IN_EXAMPLE, CIDR));
        Command.Outcome set = cluster.cli(node(1), "vip", "set", "default", "--file", file.toString());
        assertThat(set.exitCode()).as(set.output()).isZero();
        assertThat(awaitServed(Instant.now(), READY)).isEqualTo(node(1));
    }

    /** As Patroni's REST interface does. */
    private int answer(Node node, String path) {
        boolean leads = node.equals(primary);
        return switch (path) {
            case "/primary" -> leads ? 200 : 503;
            case "/replica" -> leads ? 503 : 200;
            default -> 404;
        };
    }

    @Override
    void unform() throws IOException {
        for (HttpApplication patroni : patronis.values()) {
            patroni.close();
        }
        patronis.clear();
    }

    @Override
    boolean whole() {
        return super.whole() && holder().equals(primary);
    }

    @Test
    void aSwitchoverTakesTheVipAlong() throws Exception {
        for (int i = 0; i < 3; i++) {
            Node former = holder();
            Node next = allBut(former).getFirst();
            // No server is the primary for a while, as in a switchover.
            primary = null;
            Thread.sleep(200);
            primary = next;
            assertThat(awaitMovedFrom(former, FOLLOWED)).isEqualTo(next);
        }
    }

    @Test
    void itIsNowhereWhileNoServerIsThePrimary() throws Exception {
        Node former = holder();
        Instant demoted = Instant.now();
        primary = null;
        awaitTrue(
                "nobody answers",
                FOLLOWED,
                () -> probe.answering(Duration.ofMillis(100)).isEmpty());
        assertNobodyAnswersFor(Duration.ofSeconds(1));
        assertThat(nodes()).noneMatch(this::hasAddress);
        assertThat(probe.recording(demoted, Instant.now()).answers())
                .extracting(Answer::mac)
                .as("no replica had it meanwhile")
                .containsOnly(former.mac());
        Node next = allBut(former).getLast();
        Instant promoted = Instant.now();
        primary = next;
        assertThat(awaitServed(promoted, FOLLOWED)).isEqualTo(next);
    }

    /** The machine of the primary dies; later Patroni promotes another. */
    @Test
    void afterTheDeathOfTheMachineItWaitsForTheNextPrimary() throws Exception {
        Node former = holder();
        network.isolate(former);
        primary = null;
        awaitTrue(
                "nobody answers",
                FOLLOWED,
                () -> probe.answering(Duration.ofMillis(100)).isEmpty());
        assertNobodyAnswersFor(Duration.ofSeconds(1));
        Node next = allBut(former).getFirst();
        Instant promoted = Instant.now();
        primary = next;
        assertThat(awaitServed(promoted, FOLLOWED)).isEqualTo(next);
        network.rejoin(former);
        awaitAllReady();
        assertThat(holder()).isEqualTo(next);
    }

    @Test
    void aServerWhosePatroniIsStoppedLosesIt() throws Exception {
        Node former = holder();
        requireNonNull(patronis.get(former)).refuse();
        awaitTrue(
                "nobody answers",
                FOLLOWED,
                () -> probe.answering(Duration.ofMillis(100)).isEmpty());
        Node next = allBut(former).getFirst();
        Instant promoted = Instant.now();
        primary = next;
        assertThat(awaitServed(promoted, FOLLOWED)).isEqualTo(next);
        requireNonNull(patronis.get(former)).listen();
    }
}
