package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.rest.RunningServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class EventsCommandTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final RunningServer server = new RunningServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger pauses = new AtomicInteger();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listsWhatHappenedALineEach() {
        assertThat(Execution.of("events", "--http", server.hostPort()).out()).isEmpty();
        server.plane.moved(3, "web", "first");
        server.plane.moved(4, "db", "second");

        assertThat(Execution.of("events", "--http", server.hostPort()).out()).isEqualTo("""
                        2026-01-01T10:00:00.003Z  transition       web  node-1 -> node-2  SESSION_EXPIRED  first
                        2026-01-01T10:00:00.004Z  transition       db  node-1 -> node-2  SESSION_EXPIRED  second
                        """);
        assertThat(Execution.of("events", "--since", "3-1", "--http", server.hostPort())
                        .out())
                .contains("second")
                .hasLineCount(1);
        assertThat(Execution.of("events", "--vip", "web", "--http", server.hostPort())
                        .out())
                .contains("first")
                .hasLineCount(1);
        assertThat(Execution.of("events", "-o", "json", "--http", server.hostPort())
                        .out())
                .startsWith("{\"events\":[{\"id\":\"3-1\"")
                .endsWith("}]}\n");
    }

    @Test
    void asksTheNextAgentWhereOneCannotTell() throws Exception {
        server.plane.moved(3, "web", "first");
        String nobody = "127.0.0.1:" + freePort();
        Execution asked = Execution.of("events", "--http", nobody + "," + server.hostPort());
        assertThat(asked.code()).isZero();
        assertThat(asked.out()).contains("first");
        assertThat(asked.err())
                .contains("events: cannot reach the agent at " + nobody)
                .hasLineCount(1);

        Execution none = Execution.of("events", "--http", nobody);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).startsWith("error: cannot reach the agent at " + nobody);
    }

    @Test
    void givesUpOnWhatNoAgentWillTake() {
        for (String[] wrong : new String[][] {{"--since", "yesterday"}, {"--vip", "We b"}, {"-f", "--since", "57"}}) {
            Execution refused = Execution.run(
                    command(0),
                    Stream.concat(Stream.of(wrong), Stream.of("--http", server.hostPort() + "," + server.hostPort()))
                            .toArray(String[]::new));
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).startsWith("error: ").hasLineCount(1);
        }
    }

    @Test
    void followsUntilNobodyIsToBeAskedAnyMore() throws Exception {
        server.plane.moved(3, "web", "before");
        CompletableFuture<Integer> following = start(command(0), "-f", "--http", server.hostPort());
        awaitOut("before");
        server.plane.moved(4, "web", "meanwhile");
        awaitOut("meanwhile");
        server.stop();
        assertThat(following.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString()).hasLineCount(2);
        assertThat(err.toString()).contains("events: the agent at " + server.hostPort() + " has ended the stream");
    }

    @Test
    void goesOnWithTheNextAgentAfterWhatItHasSeen() throws Exception {
        try (RunningServer next = new RunningServer()) {
            for (long index = 3; index <= 5; index++) {
                server.plane.moved(index, "web", "event " + index);
            }
            for (long index = 3; index <= 6; index++) {
                next.plane.moved(index, "web", "event " + index);
            }
            CompletableFuture<Integer> following =
                    start(command(1), "-f", "--http", server.hostPort() + "," + next.hostPort());
            awaitOut("event 5");
            server.stop();
            awaitOut("event 6");
            next.stop();
            assertThat(following.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(out.toString().lines().map(line -> line.substring(line.indexOf("event"))))
                    .containsExactly("event 3", "event 4", "event 5", "event 6");
            assertThat(err.toString()).contains("events: going on at " + next.hostPort() + " after 5-1");
        }
    }

    @Test
    void followsAsJsonALineEach() throws Exception {
        CompletableFuture<Integer> following =
                start(command(0), "--follow", "-o", "json", "--vip", "web", "--http", server.hostPort());
        server.plane.moved(3, "db", "not asked for");
        server.plane.moved(4, "web", "asked for");
        awaitOut("asked for");
        server.stop();
        assertThat(following.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString()).startsWith("{\"id\":\"4-1\"").endsWith("}\n").hasLineCount(1);
    }

    @Test
    void leavesAnAgentThatSaysNothing() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread silent = Thread.startVirtualThread(() -> {
                try (Socket socket = listening.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nretry: 1\n\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The client hung up, which ends this connection's part.
                }
            });
            String address = "127.0.0.1:" + listening.getLocalPort();
            CommandLine impatient = commandLine(new EventsCommand(() -> false, Duration.ofSeconds(1)));
            assertThat(start(impatient, "-f", "--http", address).get(20, TimeUnit.SECONDS))
                    .isZero();
            assertThat(err.toString()).contains("events: the agent at " + address + " has said nothing for 1 s");
            silent.join();
        }
    }

    @Test
    void failsWhenNobodyWasEverThere() throws Exception {
        String nobody = "127.0.0.1:" + freePort();
        Execution failed = Execution.run(command(5), "-f", "--http", nobody);
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).startsWith("error: cannot reach the agent at " + nobody);
        assertThat(pauses).hasValue(0);
    }

    /** Asks so many agents more after the first. */
    private CommandLine command(int more) {
        return commandLine(new EventsCommand(() -> pauses.getAndIncrement() < more, PATIENT));
    }

    private static CommandLine commandLine(EventsCommand command) {
        return QuorumVip.configured(new CommandLine(command));
    }

    private CompletableFuture<Integer> start(CommandLine command, String... args) {
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return CompletableFuture.supplyAsync(() -> command.execute(args));
    }

    private void awaitOut(String text) throws InterruptedException {
        while (!out.toString().contains(text)) {
            Thread.sleep(10);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
