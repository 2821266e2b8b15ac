package dev.quorumvip.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.quorumvip.api.MoveRequest;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.client.AgentCallException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs learn of a call; what people read is tested with the commands. */
class AgentClientTest {
    private static final String STALE = """
            {"type":"about:blank","title":"Conflict","status":409,"detail":"there is a newer one","message":"",
             "reason":"CONFLICT","field":"revision","added":"later"}""";

    private HttpServer server;
    private AgentClient client;
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = client(server.getAddress().getPort(), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void aRefusalIsTyped() {
        answer(409, "application/problem+json", STALE);

        AgentCallException refusal = failure(() -> client.put("/v1/vips/web", new MoveRequest("b")));

        assertThat(refusal.kind()).isEqualTo(Kind.REFUSED);
        assertThat(refusal.status()).hasValue(409);
        assertThat(refusal.reason()).contains(ProblemReason.CONFLICT);
        assertThat(refusal.field()).contains("revision");
        assertThat(refusal.unreachable()).isFalse();
        assertThat(refusal.lasting()).isTrue();
        assertThat(refusal).hasMessage("revision: there is a newer one");
    }

    @Test
    void aReasonOfANewerAgentIsUnrecognisedAndNoFailure() {
        answer(503, "application/problem+json", STALE.replace("CONFLICT", "MOON_PHASE"));

        AgentCallException refusal = failure(() -> client.delete("/v1/vips/web"));

        assertThat(refusal.reason()).contains(ProblemReason.UNRECOGNISED);
        assertThat(refusal.lasting()).isFalse();
    }

    @Test
    void whatIsNoAgentIsNotTakenForARefusal() {
        answer(403, "text/html", "<html>");

        AgentCallException foreign = failure(() -> client.post("/v1/rebalance"));

        assertThat(foreign.kind()).isEqualTo(Kind.NOT_AN_AGENT);
        assertThat(foreign.status()).hasValue(403);
        assertThat(foreign.reason()).isEmpty();
        assertThat(foreign.unreachable()).isFalse();
    }

    @Test
    void aRefusedConnectionAndSilenceAreUnreachable() throws IOException {
        int free;
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                AgentClient waiting = client(silent.getLocalPort(), Duration.ofMillis(300))) {
            free = silent.getLocalPort();
            assertThat(failure(() -> waiting.get("/v1/status")).unreachable()).isTrue();
        }
        try (AgentClient alone = client(free, Duration.ofSeconds(10))) {
            AgentCallException failure = failure(() -> alone.get("/v1/status"));
            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure.status()).isEmpty();
            assertThat(failure.lasting()).isFalse();
        }
    }

    @Test
    void bringsWhatTheAgentSaysToAChange() throws AgentCallException {
        answer(202, "application/json", "{\"message\":\"OK\"}");

        assertThat(client.post("/v1/vips/web/move", new MoveRequest("b")))
                .asString()
                .isEqualTo("{\"message\":\"OK\"}");
        assertThat(asked).isEqualTo("POST /v1/vips/web/move {\"to\":\"b\"}");
        assertThat(client.delete("/v1/vips/web?owner=x")).asString().isEqualTo("{\"message\":\"OK\"}");
        assertThat(asked).isEqualTo("DELETE /v1/vips/web?owner=x ");
    }

    @Test
    void afterClosingCallsFailAndEndAtOnce() {
        client.close();
        client.close();

        assertThat(failure(() -> client.get("/v1/status")).unreachable()).isTrue();
    }

    @Test
    void wantsAnIdentityForTlsAndOnlyThen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new AgentClient(Endpoint.https("127.0.0.1:9900"), Duration.ofSeconds(1), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host", "host:0", "host:70000", "http://host:1", "host:1/x", "u@host:1", "fe80::1:9900"})
    void refusesWhatIsNoHostAndPort(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.http(text))
                .withMessageContaining("HOST:PORT");
    }

    private static AgentClient client(int port, Duration timeout) {
        return new AgentClient(Endpoint.http("127.0.0.1:" + port), timeout, Optional.empty());
    }

    private void answer(int status, String type, String body) {
        server.createContext("/", exchange -> {
            try (exchange) {
                asked = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private static AgentCallException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(AgentCallException.class, call);
    }
}
