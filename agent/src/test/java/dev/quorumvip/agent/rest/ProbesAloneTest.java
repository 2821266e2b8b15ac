package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.api.Readiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program that is no agent, and shows how it is. */
class ProbesAloneTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean live = true;
    private boolean ready = true;
    private final RestServer server = RestServer.ofProbes(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Switched(), AgentMetrics.newRegistry());

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
    }

    @Test
    void saysHowTheProgramIs() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
        live = false;
        ready = false;
        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("no session");
    }

    @Test
    void hasNothingOfAnAgent() throws Exception {
        assertThat(List.of("/vip", "/status", "/v1/status", "/openapi.json"))
                .allSatisfy(path -> assertThat(get(path).statusCode()).isEqualTo(404));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private final class Switched implements Probes {
        @Override
        public boolean live() {
            return live;
        }

        @Override
        public Readiness ready() {
            return ready ? Readiness.yes() : Readiness.no(List.of("no session"));
        }
    }
}
