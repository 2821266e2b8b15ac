package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.HttpExchange;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.app.HttpApplication.Manner;
import dev.quorumvip.e2e.consul.Electors;
import dev.quorumvip.e2e.consul.VipManagerStandIn;
import dev.quorumvip.e2e.consul.VipManagerStandIn.Claim;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Electors decide, and what stands in for vip-manager follows: under faults of machines, of the application and of Consul. */
class ElectIT extends ElectFixture {
    /** Of the check that is printed, and of the options that are. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private static final Duration LOCK_DELAY = Duration.ofSeconds(1);
    private static final Duration TTL = Duration.ofSeconds(10);

    /** A loaded machine, where a check or a read may come late. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** Two reads, of which the slower waits for its answer in vain. */
    private static final Duration FOLLOWED = Duration.ofSeconds(3);

    private final List<VipManagerStandIn> managers = new ArrayList<>();

    @BeforeEach
    void watch() {
        machines().forEach(node -> managers.add(VipManagerStandIn.start(consul, node, node.name())));
    }

    /** vip-manager notices by its next read, so two may have the VIP for that long; never for longer. */
    @AfterEach
    void neverTwo() {
        List<Claim> claims =
                managers.stream().flatMap(each -> each.claims().stream()).toList();
        managers.forEach(VipManagerStandIn::close);
        managers.clear();
        for (Claim one : claims) {
            assertThat(claims)
                    .as("claims of two nodes at a time")
                    .noneMatch(another -> !another.node().equals(one.node()) && one.overlaps(another, FOLLOWED));
        }
    }

    @Test
    void aStoppedElectorHandsOverAtOnce() throws IOException {
        startBoth();
        awaitFollowed(first());
        assertThat(shown(first(), "/readyz").status()).isEqualTo(200);
        assertThat(shown(first(), "/metrics").body()).contains("quorumvip_elect_leader 1.0");
        assertThat(shown(other(first()), "/metrics").body()).contains("quorumvip_elect_leader 0.0");
        Instant stopped = Instant.now();
        electors.terminate(first());
        Node next = other(first());
        awaitLeader(next, Duration.ofSeconds(2));
        report("SIGTERM", stopped);
        assertThat(electors.awaitEnd(first(), Duration.ofSeconds(5))).isEqualTo(OptionalInt.of(0));
        assertThat(Duration.between(stopped, Instant.now())).isLessThan(Duration.ofSeconds(5));
        awaitFollowed(next);

        electors.terminate(next);
        assertThat(electors.awaitEnd(next, Duration.ofSeconds(5))).isEqualTo(OptionalInt.of(0));
        assertThat(value()).as("the last one leaves no name behind").isEmpty();
        assertThat(consul.done(next, "GET", "/v1/session/list", ""))
                .as("nor a session")
                .isEmpty();
        assertThat(consul.done(next, "GET", "/v1/agent/services", "").fieldNames())
                .toIterable()
                .as("nor a check")
                .containsOnly("web");
    }

    @Test
    void aFailingCheckReleasesTheLock() {
        startBoth();
        Instant failed = Instant.now();
        application(first()).answers(Manner.status(503));
        Node next = other(first());
        awaitLeader(next, CHECK_INTERVAL.plusSeconds(1).plus(LOCK_DELAY).plus(SLACK));
        report("check 503", failed);
        awaitFollowed(next);
        awaitLogged(first(), "LOCK LOST", Duration.ofSeconds(2));
        awaitLogged(first(), "Health check verification failed", Duration.ofSeconds(2));
        assertThat(electors.count(first(), "LOCK ACQUIRED")).isEqualTo(1);

        application(first()).answers(Manner.well());
        awaitTrue(
                "the elector takes part again",
                Duration.ofSeconds(10),
                () -> electors.count(first(), "another node leads") > 0);
        assertThat(value()).as("and leaves the lock where it is").contains(next.name());
    }

    @Test
    void aKilledElectorLosesTheLockWithinItsTtl() {
        // Without the option that is printed: what it is by default.
        startBoth("--liveness-ttl-");
        Instant killed = Instant.now();
        electors.kill(first());
        awaitLeader(other(first()), TTL.plus(LOCK_DELAY).plus(SLACK));
        report("kill -9, defaults", killed);
        awaitFollowed(other(first()));
    }

    @Test
    void aKilledElectorLosesTheLockAsSoonAsItsLivenessCheckSays() {
        startBoth();
        Instant killed = Instant.now();
        electors.kill(first());
        awaitLeader(other(first()), Duration.ofSeconds(2).plus(LOCK_DELAY).plus(SLACK));
        report("kill -9, --liveness-ttl=2s", killed);
    }

    @Test
    void aMachineThatIsCutOffLosesTheLockAndKnowsIt() {
        startBoth();
        Instant cut = Instant.now();
        network.sever(first());
        Node next = other(first());
        try {
            awaitLogged(first(), "LOCK LOST", Duration.ofSeconds(3).plus(SLACK));
            report("cut off, LOCK LOST on that machine", cut);
            awaitLeader(next, Duration.ofSeconds(20));
            report("cut off", cut);
            awaitFollowed(next);
            assertThat(electors.count(first(), "LOCK ACQUIRED")).isEqualTo(1);
        } finally {
            network.rejoin(first());
        }
        haveConsulFind(first());
        awaitLogged(first(), "another node leads", Duration.ofSeconds(30));
        assertThat(value()).contains(next.name());
    }

    @Test
    void theLeaderStaysWhenConsulsOwnLeaderDies() {
        startBoth();
        Node leader = consul.leaderSeenBy(first()).orElseThrow();
        Instant killed = Instant.now();
        consul.kill(leader);
        awaitTrue(
                "Consul has another leader",
                Duration.ofSeconds(20),
                () -> consul.leaderSeenBy(first())
                                .filter(now -> !now.equals(leader))
                                .isPresent()
                        && consul.works(first()));
        report("Consul's leader killed, another one there", killed);
        awaitFollowed(first());
        awaitTrue("the same node leads", Duration.ofSeconds(10), () -> leads(first()));
        assertThat(electors.count(other(first()), "LOCK ACQUIRED")).isZero();
        consul.start(leader);
        awaitTrue("all servers are back", Duration.ofSeconds(30), () -> consul.works(leader));
    }

    @Test
    void aLeaderWhoseKeySomebodyWritesLeadsNoMoreAndWritesItAgain() {
        startBoth();
        var written = consul.cli(first(), "kv", "put", Electors.KEY, "somebody");
        assertThat(written.exitCode()).as(written.output()).isZero();
        awaitLogged(first(), "LOCK LOST", Duration.ofSeconds(5));
        awaitTrue(
                "the leader writes its name again",
                Duration.ofSeconds(5),
                () -> electors.count(first(), "LOCK ACQUIRED") == 2);
        awaitLeader(first(), Duration.ofSeconds(1));
    }

    /** What is served where the printed unit says so. */
    private static HttpReply shown(Node node, String path) throws IOException {
        return HttpExchange.send(
                node.namespace(),
                new InetSocketAddress("127.0.0.1", 9911),
                Optional.empty(),
                "GET",
                path,
                "",
                Duration.ofSeconds(5));
    }

    /** Whether the last word of the elector there is that it leads. */
    boolean leads(Node node) {
        String output = electors.output(node);
        return output.lastIndexOf("LOCK ACQUIRED") > output.lastIndexOf("LOCK LOST");
    }

    private void awaitFollowed(Node leader) {
        awaitTrue(
                "vip-manager on " + leader + " has the VIP, and no other",
                FOLLOWED,
                () -> managers.stream()
                        .allMatch(each -> each.has() == each.node().equals(leader)));
    }

    static void report(String what, Instant since) {
        System.out.printf(
                "elect: %s: %d ms%n",
                what, Duration.between(since, Instant.now()).toMillis());
    }
}
