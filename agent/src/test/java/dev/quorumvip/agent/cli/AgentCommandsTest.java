package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.rest.FakeControlPlane;
import dev.quorumvip.agent.rest.FakeControlPlane.Mood;
import dev.quorumvip.agent.rest.RunningServer;
import dev.quorumvip.agent.rest.VipSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
                .containsEntry("web", new VipSpec("web", VipAddress.parse("10.0.0.5/24"), "eth1"));

        assertThat(on("vip", "list").out().lines().map(String::strip))
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

                        VIP  ADDRESS      STATE  HOLDER  INTERFACE  OUTAGE  SINCE
                        web  10.0.0.5/24  HELD   node-2  eth0       31 ms   2026-01-01T10:00:00Z (3m 12s ago)

                        MEMBER    ID  ADDRESS          ROLE   SESSION  LIVE
                        node-1 *  11  192.0.2.11:8800  voter  OPEN     yes
                        node-2    12  192.0.2.12:8800  voter  OPEN     yes
                        node-3    13  192.0.2.13:8800  spare  UNKNOWN  unknown

                        WARNING  no cluster secret is set; give --cluster-secret-file
                        """);
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
