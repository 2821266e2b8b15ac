package dev.quorumvip.agent.health.probe;

import static dev.quorumvip.agent.health.probe.ScriptedServer.answer;
import static dev.quorumvip.agent.health.probe.ScriptedServer.dribble;
import static dev.quorumvip.agent.health.probe.ScriptedServer.silence;
import static dev.quorumvip.agent.health.probe.ScriptedServer.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.quorumvip.agent.health.HttpCheck;
import dev.quorumvip.agent.health.HttpMethod;
import dev.quorumvip.agent.health.ProbeOutcome;
import dev.quorumvip.agent.health.ProbeResult;
import dev.quorumvip.agent.health.TestChecks;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class HttpProbeTest {
    /** Nobody is waited for so long, on however busy a machine. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Duration SHORT = Duration.ofMillis(300);

    private final ScriptedServer server = new ScriptedServer(status(200));
    private final CheckProbes probes = new CheckProbes(System::nanoTime);

    @AfterEach
    void close() throws IOException {
        probes.close();
        server.close();
    }

    @Test
    void asksOverAConnectionOfItsOwn() throws Exception {
        assertPassed(run(check()), "HTTP 200");
        assertThat(server.request())
                .containsExactly(
                        "GET / HTTP/1.1",
                        "Host: 127.0.0.1:" + server.port(),
                        "Connection: close",
                        "User-Agent: quorumvip-health-check",
                        "Accept: */*");

        // The server would keep the connection, and serve a second request on it.
        server.script(status(200, "Connection: keep-alive"));
        assertPassed(run(check()), "HTTP 200");
        assertPassed(run(check()), "HTTP 200");
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void sendsWhatTheCheckSays() throws Exception {
        HttpCheck check = check().path("/primary?x=%20")
                .method(HttpMethod.POST)
                .hostHeader("db.example")
                .header("accept", "text/plain")
                .header("X-Token", "a b")
                .build();
        assertPassed(run(check), "HTTP 200");
        assertThat(server.request())
                .containsExactly(
                        "POST /primary?x=%20 HTTP/1.1",
                        "Host: db.example",
                        "Connection: close",
                        "User-Agent: quorumvip-health-check",
                        "Content-Length: 0",
                        "X-Token: a b",
                        "accept: text/plain");
    }

    @Test
    void connectsByName() throws Exception {
        assertPassed(run(check().host("localhost").build()), "HTTP 200");
        assertThat(server.request()).contains("Host: localhost:" + server.port());
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("HTTP/1.1 204 No Content\r\n\r\n", "+HTTP 204"),
                arguments("HTTP/1.0 200\n\n", "+HTTP 200"),
                arguments("HTTP/1.1 200 OK\r\n\r\nuntil the end", "+HTTP 200"),
                arguments(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                        "+HTTP 200"),
                arguments(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: x\r\n\r\n",
                        "+HTTP 200"),
                arguments("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "HTTP 500"),
                arguments("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP 404"),
                arguments("HTTP/1.1 101 Switching\r\n\r\n", "HTTP 101"),
                arguments("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "HTTP 304"),
                arguments(
                        "HTTP/1.1 302 Found\r\nLocation: http://other/\u001b[31m\r\nContent-Length: 0\r\n\r\n",
                        "redirect to http://other/ [31m: HTTP 302"),
                arguments("HTTP/1.1 500 Oops\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "HTTP 500"),
                arguments("", "connection closed before the whole answer"),
                arguments("HTTP/1.1 200 OK\r\nA: b\r\n", "connection closed before the whole answer"),
                arguments(
                        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                        "connection closed before the whole answer"),
                arguments(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                        "connection closed before the whole answer"),
                arguments("SSH-2.0-OpenSSH\r\n", "not an HTTP answer: it begins with 'SSH-2.0-OpenSSH'"),
                arguments("HTTP/2 200\r\n\r\n", "not an HTTP answer: it begins with 'HTTP/2 200'"),
                arguments("HTTP/1.1 099 X\r\n\r\n", "not an HTTP answer: it begins with 'HTTP/1.1 099 X'"),
                arguments("HTTP/1.1 200 OK\r\nno header\r\n\r\n", "not an HTTP answer: a header is 'no header'"),
                arguments(
                        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                        "not an HTTP answer: its Content-Length is '-1'"),
                arguments(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                        "not an HTTP answer: a chunk's size is 'zz'"),
                arguments(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
                        "not an HTTP answer: a chunk is longer than it says"),
                arguments(
                        "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(101) + "\r\n",
                        "not an HTTP answer: too many headers"),
                arguments(
                        "HTTP/1.1 100 C\r\n\r\n".repeat(20), "not an HTTP answer: only interim answers, the last 100"),
                arguments(
                        "HTTP/1.1 200 OK\r\nA: " + "b".repeat(9_000) + "\r\n\r\n",
                        "not an HTTP answer: a line is longer than 8192 characters"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("answers")
    void judgesAnAnswer(String text, String reason) throws Exception {
        server.script(answer(text));
        ProbeResult result = run(check());
        assertThat(result.reason()).isEqualTo(reason.startsWith("+") ? reason.substring(1) : reason);
        assertThat(result.outcome()).isEqualTo(reason.startsWith("+") ? ProbeOutcome.PASSED : ProbeOutcome.FAILED);
    }

    @Test
    void expectsTheStatusesThatAreGiven() throws Exception {
        server.script(status(503));
        assertPassed(run(check().statuses("200", "500-503")), "HTTP 503");
        server.script(status(204));
        assertFailed(run(check().statuses("200", "500-503")), "HTTP 204");
        server.script(status(307, "Location: /x"));
        assertPassed(run(check().statuses("307")), "HTTP 307");
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"state\":\"running\"}", true),
                arguments("HTTP/1.1 200 OK\r\n\r\n{\"state\":\"running\"}", true),
                arguments(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "4\r\n\"run\r\n5\r\nning\"\r\n0\r\n\r\n",
                        true),
                arguments("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"state\":\"stopped\"}", false),
                arguments("HTTP/1.1 204 No Content\r\n\r\n\"running\"", false),
                arguments("HTTP/1.1 200 OK\r\nX: \"running\"\r\nContent-Length: 0\r\n\r\n\"running\"", false));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void looksForTextInTheBody(String text, boolean passes) throws Exception {
        server.script(answer(text));
        ProbeResult result = run(check().body("\"running\""));
        if (passes) {
            assertPassed(result, "HTTP 200");
        } else {
            assertThat(result.outcome()).isEqualTo(ProbeOutcome.FAILED);
            assertThat(result.reason()).matches("HTTP 20[04] without '\"running\"' in its body");
        }
    }

    @Test
    void readsNoMoreOfAHugeBodyThanItsBegin() throws Exception {
        int room = HttpAnswerReader.MOST_BODY;
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + (room + 1_000) + "\r\n\r\n";
        server.script(answer(head + " ".repeat(room - 4) + "here" + " ".repeat(1_000)));
        assertPassed(run(check().body("here")), "HTTP 200");
        server.script(answer(head + " ".repeat(room - 3) + "here" + " ".repeat(999)));
        assertFailed(run(check().body("here")), "HTTP 200 without 'here' in its body");

        for (String framing : List.of("\r\n", "Transfer-Encoding: chunked\r\n\r\n")) {
            CountDownLatch cutOff = new CountDownLatch(1);
            server.script(socket -> {
                OutputStream out = socket.getOutputStream();
                out.write(("HTTP/1.1 200 OK\r\n" + framing).getBytes(ISO_8859_1));
                try {
                    while (true) {
                        out.write("8\r\nendless!\r\n".repeat(100).getBytes(ISO_8859_1));
                    }
                } catch (IOException e) {
                    cutOff.countDown();
                }
            });
            assertPassed(run(check()), "HTTP 200");
            assertThat(cutOff.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void waitsForNoBodyWhereThereIsNone() throws Exception {
        server.script(socket -> {
            answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n").play(socket);
            silence().play(socket);
        });
        assertPassed(run(check().method(HttpMethod.HEAD)), "HTTP 200");
        assertThat(server.request().getFirst()).isEqualTo("HEAD / HTTP/1.1");
    }

    static Stream<Arguments> slow() {
        String ok = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
        return Stream.of(
                arguments("nothing at all", silence()),
                arguments("a head, byte by byte", dribble(ok + " ".repeat(1_000), 20)),
                arguments("a head without an end", dribble("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(200), 10)),
                arguments("a body, byte by byte", (ScriptedServer.Script) socket -> {
                    answer(ok).play(socket);
                    dribble(" ".repeat(1_000), 20).play(socket);
                }),
                arguments("half a body", (ScriptedServer.Script) socket -> {
                    answer(ok + "half").play(socket);
                    silence().play(socket);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slow")
    void givesUpAtTheTimeout(String what, ScriptedServer.Script script) throws Exception {
        server.script(script);
        ProbeResult result = run(check().timing(TestChecks.timeout(SHORT)));
        assertThat(result.outcome()).as(what).isEqualTo(ProbeOutcome.TIMED_OUT);
        assertThat(result.reason()).isEqualTo("no answer within 300 ms");
        // A busy machine may be late; the dribbling takes 5 s and more.
        assertThat(result.took()).isBetween(SHORT, Duration.ofSeconds(3));
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        server.refuse();
        ProbeResult result = run(check());
        assertFailed(result, "connection refused");
        assertThat(result.took()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void saysThatAConnectionWasReset() throws Exception {
        server.script(socket -> socket.setSoLinger(true, 0));
        assertFailed(run(check()), "connection reset");
    }

    @Test
    void aNameThatIsNotFoundIsNotWaitedForLongerThanTheTimeout() throws Exception {
        ProbeResult result =
                run(check().host("no-such-host.invalid").timing(TestChecks.timeout(Duration.ofSeconds(2))));
        // Without a name server the system's resolver waits for longer.
        assertThat(result.reason()).matches("unknown host no-such-host\\.invalid.*|no answer within 2000 ms");
        assertThat(result.passed()).isFalse();
        assertThat(result.took()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        server.script(silence());
        CountDownLatch interrupted = new CountDownLatch(1);
        HttpCheck check = check().timing(TestChecks.timeout(LONG)).build();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                probes.probe(check).run();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        server.request();
        thread.interrupt();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private TestChecks.Http check() {
        return TestChecks.http(server.port()).timing(TestChecks.timeout(LONG));
    }

    private ProbeResult run(TestChecks.Http check) throws InterruptedException {
        return run(check.build());
    }

    private ProbeResult run(HttpCheck check) throws InterruptedException {
        return probes.probe(check).run();
    }

    private static void assertPassed(ProbeResult result, String reason) {
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.PASSED);
    }

    private static void assertFailed(ProbeResult result, String reason) {
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.FAILED);
    }
}
