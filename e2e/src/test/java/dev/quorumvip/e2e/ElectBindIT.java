package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.app.HttpApplication.Manner;
import dev.quorumvip.e2e.consul.Electors;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Answer;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code --bind}: whatever happens, no two machines answer for the VIP. */
@SuppressWarnings("NullAway.Init") // the fields are set before each test
class ElectBindIT extends ElectFixture {
    /** The liveness check's two seconds, or that machines notice one of them missing; the lock delay; a loaded machine. */
    private static final Duration MOVED = Duration.ofSeconds(20);

    private static final Duration OUTAGE_OF_CONSUL = Duration.ofMinutes(1);

    private WireProbe probe;
    private Instant testStart;

    @Override
    void begin() throws Exception {
        probe = WireProbe.start(network, VIP);
    }

    @Override
    void end() {
        if (probe != null) {
            probe.close();
        }
    }

    @BeforeEach
    void startElectors() {
        testStart = Instant.now();
        startBoth("--bind");
        awaitServedBy(first(), READY);
    }

    @AfterEach
    void neverTwo() {
        assertThat(verdict().doubleAnswers())
                .as("answers of two nodes for one VIP")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"KILL", "TERMINATE", "PAUSE", "SEVER", "UNPLUG"})
    void theVipMoves(Fault fault) throws Exception {
        Instant at = Instant.now();
        fault.inject(electors, first());
        Node next = other(first());
        try {
            awaitServedBy(next, MOVED);
            ElectIT.report(
                    "--bind, " + fault.words() + ", outage "
                            + verdict().longestOutageSince(at).duration().toMillis() + " ms",
                    at);
        } finally {
            fault.mend(electors, first());
        }
        haveConsulFind(first());
        awaitTrue(
                "the former leader knows who leads",
                READY,
                () -> electors.runs(first())
                        && electors.output(first()).lastIndexOf("another node leads")
                                > electors.output(first()).lastIndexOf("LOCK ACQUIRED"));
        assertThat(probe.answering(Duration.ofMillis(500))).contains(next.mac());
    }

    @Test
    void aFailingCheckMovesIt() {
        Instant at = Instant.now();
        application(first()).answers(Manner.status(503));
        awaitServedBy(other(first()), Duration.ofSeconds(5));
        ElectIT.report(
                "--bind, check 503, outage "
                        + verdict().longestOutageSince(at).duration().toMillis() + " ms",
                at);
    }

    @Test
    void itIsServedAgainWhenConsulHasAnotherLeader() {
        Node leader = consul.leaderSeenBy(first()).orElseThrow();
        Instant at = Instant.now();
        consul.kill(leader);
        awaitTrue(
                "Consul has another leader",
                Duration.ofSeconds(20),
                () -> consul.leaderSeenBy(first())
                                .filter(now -> !now.equals(leader))
                                .isPresent()
                        && consul.works(first()));
        awaitServedBy(first(), Duration.ofSeconds(10));
        ElectIT.report(
                "--bind, Consul's leader killed, outage "
                        + verdict().longestOutageSince(at).duration().toMillis() + " ms",
                at);
        assertThat(electors.count(other(first()), "LOCK ACQUIRED")).isZero();
        consul.start(leader);
        awaitTrue("all servers are back", Duration.ofSeconds(30), () -> consul.works(leader));
    }

    /** That takes the lock off with no lock delay at all. */
    @Test
    void aKeyThatIsDeletedByHandIsHeldByOneAgain() {
        for (int i = 0; i < 2; i++) {
            Instant at = Instant.now();
            assertThat(consul.cli(first(), "kv", "delete", Electors.KEY).exitCode())
                    .isZero();
            awaitTrue(
                    "somebody answers again",
                    MOVED,
                    () -> probe.recording(at.plusSeconds(1), Instant.now()).answers().stream()
                            .anyMatch(answer -> answer.sentAt().isAfter(at.plusSeconds(1))));
        }
    }

    /** Nobody holds what nobody can prove; and everybody goes on by himself when Consul is back. */
    @Test
    void nobodyHasItWhileConsulIsGone() throws Exception {
        consul.servers().forEach(consul::kill);
        Instant gone = Instant.now();
        awaitTrue(
                "the leader knows that it leads no more",
                Duration.ofSeconds(5),
                () -> electors.count(first(), "LOCK LOST") == 1);
        ElectIT.report("--bind, all servers killed, LOCK LOST", gone);
        assertThat(probe.awaitAnswer(Instant.now().plusMillis(50), OUTAGE_OF_CONSUL))
                .as("an answer for the VIP")
                .isEmpty();
        for (Node node : machines()) {
            assertThat(electors.runs(node)).as(node + " runs").isTrue();
        }
        assertThat(electors.count(first(), "LOCK ACQUIRED")).isEqualTo(1);
        assertThat(electors.count(other(first()), "LOCK ACQUIRED")).isZero();

        Instant back = Instant.now();
        consul.servers().forEach(consul::start);
        Optional<Answer> served = probe.awaitAnswer(back, Duration.ofSeconds(60));
        assertThat(served).as("the VIP is served again").isPresent();
        ElectIT.report("--bind, all servers started again, served", back);
        awaitTrue(
                "Consul works",
                Duration.ofSeconds(30),
                () -> network.nodes().stream().allMatch(consul::works));
    }

    private Verdict verdict() {
        return new Verdict(probe.recording(testStart, Instant.now()));
    }

    private void awaitServedBy(Node node, Duration limit) {
        awaitTrue(
                node + " answers for the VIP",
                limit,
                () -> probe.answering(Duration.ofMillis(100)).equals(Optional.of(node.mac())));
    }
}
