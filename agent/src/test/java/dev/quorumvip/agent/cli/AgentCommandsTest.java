package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.DefinitionWriter;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.rest.FakeControlPlane;
import dev.quorumvip.agent.rest.FakeControlPlane.Mood;
import dev.quorumvip.agent.rest.RunningServer;
import dev.quorumvip.api.AnnouncementSpec;
import dev.quorumvip.api.PreemptionSpec;
import dev.quorumvip.api.VipSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(30)
class AgentCommandsTest {
    private final RunningServer server = new RunningServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void setsListsAndDeletesVips() {
        assertThat(on("vip", "list").out()).contains("No virtual IP is set");

        Execution set = on("vip", "set", "web", "10.0.0.5/24", "--interface", "eth1");
        assertThat(set.code()).isZero();
        assertThat(set.out()).contains("virtual IP web is set to 10.0.0.5/24");
        assertThat(server.plane.specs)
                .containsEntry(
                        "web", VipDefinition.of(VipAddress.parse("10.0.0.5/24")).on(new InterfaceChoice.Named("eth1")));

        assertThat(on("vip", "list").out().lines().map(String::strip).limit(2))
                .satisfiesExactly(
                        head -> assertThat(head).isEqualTo("VIP  ADDRESS      STATE  HOLDER  INTERFACE  OUTAGE  SINCE"),
                        web -> assertThat(web)
                                .startsWith(
                                        "web  10.0.0.5/24  HELD   node-2  eth0       31 ms   2026-01-01T10:00:00Z"));
        assertThat(on("vip", "list", "-o", "json").out()).startsWith("{\"vips\":[{\"name\":\"web\"");

        assertThat(on("vip", "delete", "web").code()).isZero();
        assertThat(server.plane.specs).isEmpty();
    }

    @Test
    void aVipIsDeletedOnceItsHolderHasLetGoOfIt() {
        on("vip", "set", "web", "10.0.0.5/24");
        server.plane.releasing.put("web", 2);
        Execution deleted = on("vip", "delete", "web");
        assertThat(deleted.code()).isZero();
        assertThat(deleted.out()).contains("virtual IP web is deleted");
        assertThat(server.plane.releasing).isEmpty();

        on("vip", "set", "web", "10.0.0.5/24");
        server.plane.releasing.put("web", Integer.MAX_VALUE);
        failed(
                on("vip", "delete", "web", "--timeout", "200ms"),
                "error: virtual IP web is being deleted, and its holder has not let go of it within 200 ms");
    }

    @Test
    void whatAnOwnerHasIsShownAndChangedOnlyByTakingOver() {
        server.plane.specs.put(
                "web", VipDefinition.of(VipAddress.parse("10.0.0.5/24")).ownedBy(new Owner("uid-1", 3)));
        assertThat(on("vip", "list").out().lines().map(String::strip))
                .contains("OWNED  OWNER  GENERATION", "web    uid-1  3");
        failed(on("vip", "set", "web", "10.0.0.6/24"), "error: owner: it belongs to somebody");
        failed(on("vip", "delete", "web"), "error: owner: it belongs to somebody");
        assertThat(on("vip", "set", "web", "10.0.0.6/24", "--take-over").code()).isZero();
        assertThat(spec("web").owner()).isEmpty();
        assertThat(on("vip", "list").out()).doesNotContain("OWNED");
        assertThat(on("vip", "delete", "web", "--take-over").code()).isZero();
        assertThat(server.plane.specs).isEmpty();
    }

    @Test
    void setsAllThatADefinitionHas() {
        Execution set = on(
                "vip",
                "set",
                "web",
                "10.0.0.5/24",
                "10.0.0.6/24",
                "--interface-by-subnet",
                "--select",
                "zone=a",
                "--priority",
                "n1=150",
                "--priority",
                "n2=120",
                "--preempt",
                "30s",
                "--announcements",
                "3",
                "--announcement-interval",
                "50ms",
                "--announcement-refresh",
                "5s",
                "--on-conflict",
                "report",
                "--failover-profile",
                "balanced",
                "--on-quorum-loss",
                "keep",
                "--paused",
                "--lock-delay",
                "3s");
        assertThat(set.err()).isEmpty();
        VipSpec spec = DefinitionWriter.write(spec("web"));
        assertThat(spec)
                .isEqualTo(new VipSpec(
                        null,
                        List.of("10.0.0.5/24", "10.0.0.6/24"),
                        null,
                        true,
                        Map.of("zone", "a"),
                        Map.of("n1", 150, "n2", 120),
                        new PreemptionSpec("delayed", "30s"),
                        List.of(),
                        "release",
                        new AnnouncementSpec(3, "50ms", "5s"),
                        "report",
                        "balanced",
                        "keep",
                        true,
                        "3s",
                        null,
                        null));
    }

    @Test
    void namesEveryProblemOfADefinition() {
        Execution set = on("vip", "set", "Web", "10.0.0.0/24", "--preempt", "soon", "--lock-delay", "2h");
        assertThat(set.code()).isEqualTo(1);
        assertThat(set.err().lines())
                .satisfiesExactly(
                        head -> assertThat(head).isEqualTo("error: 4 problems"),
                        name -> assertThat(name).startsWith("  name: the name must be"),
                        address -> assertThat(address).startsWith("  address: '10.0.0.0/24': it is the network's own"),
                        delay -> assertThat(delay).startsWith("  preemption.delay: 'soon' is not a duration"),
                        lock -> assertThat(lock).isEqualTo("  lockDelay: 'lockDelay' is 2h, and must be 0s to 1h"));
        assertThat(server.plane.specs).isEmpty();
    }

    @Test
    void movesDrainsAndSpreads() {
        on("vip", "set", "web", "10.0.0.5/24");
        assertThat(on("vip", "move", "web", "--to", "node-2").out()).contains("moves to node-2");
        assertThat(on("node", "drain", "node-1").out()).contains("node-1 is being drained");
        assertThat(on("node", "undrain", "11").code()).isZero();
        assertThat(on("rebalance").code()).isZero();
        assertThat(on("rebalance", "--together", "5").code()).isZero();
        assertThat(on("rebalance", "--policy", "always", "--together", "2").code())
                .isZero();
        assertThat(on("rebalance", "--policy", "never").code()).isZero();
        assertThat(server.plane.asked)
                .containsExactly(
                        "move web to node-2",
                        "drain node-1",
                        "undrain node-1",
                        "rebalance ONCE 1",
                        "rebalance ONCE 5",
                        "rebalance ALWAYS 2",
                        "rebalance NEVER 1");

        failed(on("vip", "move", "db", "--to", "node-2"), "error: there is no virtual IP named 'db'");
        failed(on("vip", "move", "web", "--to", "node-9"), "error: there is no member named 'node-9'");
        failed(on("node", "drain", "node-9"), "error: there is no member named 'node-9'");
        failed(on("rebalance", "--together", "101"), "error: together: 'together' must be 1 to 100");
    }

    @Test
    void showsWhatTheHealthChecksHaveComeTo() {
        assertThat(on("health")
                        .out()
                        .lines()
                        .map(line -> line.replaceAll(" \\(.* ago\\)", "").strip()))
                .containsExactly(
                        "VIP  HEALTH   CHECK    KIND  STATE    PASSED  FAILED  LAST      SINCE",
                        "web  FAILING  primary  http  FAILING  7       3       HTTP 503  2026-01-01T10:00:00Z",
                        "web  FAILING  db       tcp   UNKNOWN  0       0       -         2026-01-01T10:00:00Z");
        assertThat(on("health", "-o", "json").out()).startsWith("{\"vips\":[{\"vip\":\"web\"");
    }

    @Test
    void takesADefinitionFromAFileAndChecksInShort(@TempDir Path temp) throws Exception {
        Path file = Files.writeString(temp.resolve("web.yaml"), """
                addresses: [10.0.0.5/24, 10.0.0.6/24]
                preemption: {mode: always}
                """);
        assertThat(on("vip", "set", "web", "--file", file.toString()).out()).contains("is set as in " + file);
        assertThat(spec("web").addresses()).hasSize(2);
        assertThat(on(
                                "vip",
                                "set",
                                "db",
                                "10.0.0.7/24",
                                "--check",
                                "primary=http://127.0.0.1:8008/primary",
                                "--check",
                                "db=tcp://[::1]:5432",
                                "--if-none-healthy",
                                "stay")
                        .err())
                .isEmpty();
        assertThat(spec("db").healthChecks())
                .extracting(check -> check.name() + " " + check.kind())
                .containsExactly("primary HTTP", "db TCP");

        assertThat(on("vip", "set", "web").err()).contains("give addresses, or a file with --file");
        assertThat(on("vip", "set", "web", "10.0.0.5/24", "--file", file.toString())
                        .err())
                .contains("not both");
        assertThat(on("vip", "set", "web", "10.0.0.5/24", "--check", "primary").err())
                .contains("is not NAME=URL");
        failed(on("vip", "set", "web", "--file", "/none.yaml"), "error: /none.yaml is not a file");
        Path broken = Files.writeString(temp.resolve("broken.yaml"), "a: [1\nb: 2\n");
        failed(on("vip", "set", "web", "--file", broken.toString()), "broken.yaml line 2: is not YAML");
    }

    @Test
    void listsAndRemovesMembers() {
        assertThat(on("members", "list").out()).isEqualTo("""
                        MEMBER    ID  ADDRESS          ROLE   SESSION  LIVE
                        node-1 *  11  192.0.2.11:8800  voter  OPEN     yes
                        node-2    12  192.0.2.12:8800  voter  OPEN     yes
                        node-3    13  192.0.2.13:8800  spare  UNKNOWN  unknown
                        """);
        assertThat(on("members", "list", "-o", "JSON").out()).startsWith("{\"members\":[{\"id\":11");

        assertThat(on("members", "remove", "node-3").code()).isZero();
        assertThat(server.plane.members).hasSize(2);
    }

    @Test
    void saysWhyTheAgentRefused() {
        failed(
                on("vip", "set", "web", "10.0.0.0/24"),
                "error: address: '10.0.0.0/24': it is the network's own address");
        failed(on("vip", "set", "Web", "10.0.0.5/24"), "error: name: the name must be");
        failed(on("vip", "delete", "a/b c"), "error: there is no virtual IP named 'a/b c'");
        failed(on("members", "remove", "11"), "error: id: the last live voter cannot go");

        server.plane.mood = Mood.NO_QUORUM;
        failed(
                on("vip", "delete", "web"),
                "error: 1 of 3 voters answers; a majority is 2; nothing can be changed until a majority");

        server.plane.mood = Mood.FAULTY;
        failed(on("status"), "error: the agent failed to answer; its log has more");
    }

    @Test
    void showsStatusAsATable() {
        on("vip", "set", "web", "10.0.0.5/24");

        Execution status = Execution.run(statusOnly(new Rounds(1)), "--http", server.hostPort());

        assertThat(status.code()).isZero();
        assertThat(status.out()).isEqualTo("""
                        Node     node-1 (11) at 192.0.2.11:8800
                        Version  1.2.3
                        Cluster  c1
                        State    MEMBER, voter
                        Quorum   CONFIRMED (last confirmed 12 ms ago)
                        Leader   node-2 (term 4)
                        Lease    session 5 OPEN, 420 ms left of 500 ms, renewed each 100 ms (balanced)
                        Fence    timer armed; nftables NOT armed: no nf_tables in this kernel
                        Balance  always, at most 2 at once

                        VIP  ADDRESS      STATE  HOLDER  INTERFACE  OUTAGE  SINCE
                        web  10.0.0.5/24  HELD   node-2  eth0       31 ms   2026-01-01T10:00:00Z (3m 12s ago)

                        ADDRESSCONFLICT  ADDRESS    ALSO AT            OCCASION    NOTICED BY  SINCE
                        web              192.0.2.5  02:00:00:00:00:99  WHILE_HELD  node-2      2026-01-01T10:00:00Z (3m 12s ago)

                        SEEN FROM HERE  ADDRESS    ANSWERED BY                           WHO      SINCE
                        web             192.0.2.5  02:00:00:00:00:0c, 02:00:00:00:00:99  SEVERAL  2026-01-01T10:00:00Z (3m 12s ago)

                        MEMBER    ID  ADDRESS          ROLE   SESSION  LIVE
                        node-1 *  11  192.0.2.11:8800  voter  OPEN     yes
                        node-2    12  192.0.2.12:8800  voter  OPEN     yes
                        node-3    13  192.0.2.13:8800  spare  UNKNOWN  unknown

                        WARNING  no cluster secret is set; give --cluster-secret-file
                        """);
    }

    @Test
    void showsAllThatIsWantedOfAVip() {
        assertThat(on("vip", "set", "web", "10.0.0.5/24", "--on-quorum-loss", "keep", "--lock-delay", "3s")
                        .out()
                        .lines())
                .satisfiesExactly(
                        done -> assertThat(done).startsWith("virtual IP web is set"),
                        warning -> assertThat(warning).startsWith("WARNING: with onQuorumLoss: keep"));
        assertThat(on("vip", "show", "web").out())
                .contains("web  10.0.0.5/24  HELD   node-2")
                .contains("addresses       [\"10.0.0.5/24\"]")
                .contains("onQuorumLoss    keep")
                .contains("announcement    {\"count\":5,\"interval\":\"100ms\",\"refresh\":\"10s\"}")
                .contains("lockDelay       3s");
        assertThat(on("vip", "show", "web", "-o", "json").out()).startsWith("{\"name\":\"web\"");
        failed(on("vip", "show", "db"), "error: there is no virtual IP named 'db'");
        Execution often = on("rebalance", "--policy", "often");
        assertThat(often.code()).isEqualTo(2);
        assertThat(often.err()).startsWith("--policy: 'often' is unknown; there is once, always, never");
    }

    @Test
    void showsNoOldHolderWithoutAQuorum() {
        on("vip", "set", "web", "10.0.0.5/24");
        server.plane.mood = Mood.NO_QUORUM;

        assertThat(on("status").out())
                .contains("Quorum   LOST (last confirmed 60000 ms ago)", "Leader   unknown", "Lease    no session;")
                .containsPattern("web  10.0.0.5/24  UNKNOWN  unknown  -          -       -\n");
    }

    @Test
    void showsStatusAsTheAgentSentIt() {
        Execution status = on("status", "-o", "json");

        assertThat(status.code()).isZero();
        assertThat(status.out())
                .startsWith("{\"node\":{\"id\":11,\"name\":\"node-1\"")
                .endsWith("}\n");
    }

    @Test
    void watchesThroughAnAgentsAbsence() {
        Rounds rounds = new Rounds(3) {
            @Override
            void before(int round) {
                server.plane.mood = round == 1 ? Mood.FAULTY : Mood.WELL;
            }
        };

        Execution watch = Execution.run(statusOnly(rounds), "--watch", "--http", server.hostPort());

        assertThat(watch.code()).isZero();
        assertThat(Stream.of(watch.out().split("<clear>")).skip(1))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("Node     node-1"),
                        second -> assertThat(second).isEqualTo("error: the agent failed to answer; its log has more\n"),
                        third -> assertThat(third).startsWith("Node     node-1"));
    }

    @Test
    void watchesJsonALineARound() {
        Execution watch = Execution.run(statusOnly(new Rounds(2)), "-w", "-o", "json", "--http", server.hostPort());

        assertThat(watch.out().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{\"node\":"));
    }

    @Test
    void watchesAsOftenAsAskedFor() {
        Rounds each = new Rounds(2);
        assertThat(Execution.run(statusOnly(each), "-w", "250ms", "--http", server.hostPort())
                        .code())
                .isZero();
        assertThat(each.intervals).containsExactly(Duration.ofMillis(250), Duration.ofMillis(250));

        Rounds unsaid = new Rounds(1);
        Execution.run(statusOnly(unsaid), "--http", server.hostPort(), "--watch");
        assertThat(unsaid.intervals).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void separatesTheRoundsWhereNobodyCanClearTheScreen() {
        assertThat(Screen.terminal().clear()).as("a test has no terminal").isEqualTo("---\n");
    }

    @Test
    void saysWhatToDoWhenNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String target = "127.0.0.1:" + port;

        failed(
                Execution.of("status", "--http", target),
                "error: cannot reach the agent at " + target
                        + ": connection refused; is it running? (--http, QUORUMVIP_HTTP)");
    }

    @Test
    void saysThatAHostDoesNotExist() {
        failed(Execution.of("status", "--http", "nowhere.invalid:9900"), "nowhere.invalid:9900: no such host");
    }

    @Test
    void givesUpOnAnAgentThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            failed(
                    Execution.of("status", "--timeout", "200ms", "--http", "127.0.0.1:" + silent.getLocalPort()),
                    "no answer within 200 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void givesUpOnABodyThatNeverEnds() throws Exception {
        failed(answeredWith("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "300ms"), "no answer within 300 ms");
    }

    @Test
    void recognisesWhatIsNoAgent() throws Exception {
        failed(
                answeredWith("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "10s"),
                "said HTTP 404: no quorum-vip agent?");
        failed(
                answeredWith("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", "10s"),
                "is no quorum-vip agent, or one of another version");
        failed(
                answeredWith("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "10s"),
                "is no quorum-vip agent, or one of another version");
    }

    private VipDefinition spec(String vip) {
        return Objects.requireNonNull(server.plane.specs.get(vip));
    }

    private Execution on(String... args) {
        return Execution.of(Stream.concat(Stream.of(args), Stream.of("--http", server.hostPort()))
                .toArray(String[]::new));
    }

    private static CommandLine statusOnly(Screen screen) {
        InstantSource clock = InstantSource.fixed(FakeControlPlane.START.plusSeconds(192));
        return QuorumVip.configured(new CommandLine(new StatusCommand(screen, clock)));
    }

    /** Asks for the status of something that sends these bytes and then nothing more. */
    private static Execution answeredWith(String bytes, String timeout) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.startVirtualThread(() -> {
                try (var socket = listening.accept()) {
                    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The client hung up, which ends this connection's part.
                }
            });
            Execution execution =
                    Execution.of("status", "--timeout", timeout, "--http", "127.0.0.1:" + listening.getLocalPort());
            answering.interrupt();
            return execution;
        }
    }

    private static void failed(Execution execution, String message) {
        assertThat(execution.err()).contains(message).hasLineCount(1);
        assertThat(execution.code()).isEqualTo(1);
        assertThat(execution.out()).isEmpty();
    }

    /** Draws so many rounds and shows where the screen was cleared. */
    private static class Rounds implements Screen {
        final List<Duration> intervals = new ArrayList<>();
        private final int rounds;
        private int round;

        Rounds(int rounds) {
            this.rounds = rounds;
        }

        void before(int next) {}

        @Override
        public String clear() {
            return "<clear>";
        }

        @Override
        public boolean nextRound(Duration interval) {
            intervals.add(interval);
            round++;
            before(round);
            return round < rounds;
        }
    }
}
