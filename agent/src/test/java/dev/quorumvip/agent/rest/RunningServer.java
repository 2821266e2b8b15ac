package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.metrics.AgentMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A real server on a free loopback port, in front of a fake agent. */
public final class RunningServer implements AutoCloseable {
    static {
        // The JDK's server reads it once: a second is long enough for honest requests and short enough to wait for.
        System.setProperty("sun.net.httpserver.maxReqTime", "1");
    }

    /** Short enough to wait for. */
    static final Duration HEARTBEAT = Duration.ofMillis(200);

    /** Longer than an honest client takes on a busy machine, and short enough to wait for. */
    static final Duration WRITING = Duration.ofSeconds(2);

    public final FakeControlPlane plane = new FakeControlPlane();
    private final RestServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public RunningServer() {
        PrometheusMeterRegistry registry = AgentMetrics.newRegistry();
        new AgentMetrics(registry, "1.2.3");
        server = new RestServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), plane, registry, HEARTBEAT, WRITING);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code HOST:PORT}. */
    public String hostPort() {
        return "127.0.0.1:" + server.address().getPort();
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    HttpResponse<String> put(String path, String body) throws Exception {
        return send("PUT", path, body);
    }

    HttpResponse<String> delete(String path) throws Exception {
        return send("DELETE", path, "");
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + hostPort() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** A plain connection, for clients that misbehave; reads give up after 15 s. */
    Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    /** Ends the server alone. */
    public void stop() {
        server.close();
    }

    @Override
    public void close() {
        client.close();
        stop();
    }
}
