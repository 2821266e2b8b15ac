package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
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
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

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
    private final Optional<SSLContext> secured;
    private final HttpClient client;

    public RunningServer() {
        this(Optional.empty(), Optional.empty());
    }

    /** One that speaks HTTPS, and whose clients here are {@code caller}. */
    public RunningServer(TlsIdentity self, TlsIdentity caller) {
        this(Optional.of(self), Optional.of(caller.context(caller.trusting(TlsRole.AGENT))));
    }

    private RunningServer(Optional<TlsIdentity> tls, Optional<SSLContext> secured) {
        this.secured = secured;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        secured.ifPresent(builder::sslContext);
        this.client = builder.build();
        PrometheusMeterRegistry registry = AgentMetrics.newRegistry();
        new AgentMetrics(registry, "1.2.3");
        server = new RestServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), plane, registry, tls, HEARTBEAT, WRITING);
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

    HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    HttpResponse<String> delete(String path) throws Exception {
        return send("DELETE", path, "");
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create((secured.isPresent() ? "https://" : "http://") + hostPort() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** A connection for clients that misbehave; reads give up after 15 s. */
    Socket connect() throws IOException {
        SocketFactory sockets =
                secured.<SocketFactory>map(SSLContext::getSocketFactory).orElse(SocketFactory.getDefault());
        return connect(sockets);
    }

    /** The same below TLS, if there is any. */
    Socket connectInClear() throws IOException {
        return connect(SocketFactory.getDefault());
    }

    private Socket connect(SocketFactory sockets) throws IOException {
        Socket socket = sockets.createSocket(
                InetAddress.getLoopbackAddress(), server.address().getPort());
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
