package dev.quorumvip.operator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves {@code /livez}, {@code /readyz} and {@code /metrics}, in clear: they tell nothing that is secret. */
public final class ProbeServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final int port;
    private final Supplier<Optional<String>> notLive;
    private final Supplier<Optional<String>> notReady;
    private final PrometheusMeterRegistry metrics;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    /**
     * A server that does not listen yet.
     *
     * @param port where; 0 for any that is free
     * @param notLive what is wrong for good; empty if nothing is
     * @param notReady what is in the way; empty if nothing is
     */
    public ProbeServer(
            int port,
            Supplier<Optional<String>> notLive,
            Supplier<Optional<String>> notReady,
            PrometheusMeterRegistry metrics) {
        this.port = port;
        this.notLive = notLive;
        this.notReady = notReady;
        this.metrics = metrics;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException when the port is taken
     */
    public synchronized void start() throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress(port), 16);
        ExecutorService perCall = Executors.newVirtualThreadPerTaskExecutor();
        listening.setExecutor(perCall);
        listening.createContext("/livez", exchange -> probe(exchange, notLive.get()));
        listening.createContext("/readyz", exchange -> probe(exchange, notReady.get()));
        listening.createContext("/metrics", exchange -> answer(exchange, 200, PROMETHEUS, metrics.scrape()));
        listening.createContext("/", exchange -> answer(exchange, 404, TEXT, "/livez, /readyz or /metrics\n"));
        listening.start();
        server = listening;
        threads = perCall;
    }

    /** The port it listens on. */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("not listening");
        }
        return server.getAddress().getPort();
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop(0);
        }
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    private static void probe(HttpExchange exchange, Optional<String> trouble) throws IOException {
        answer(exchange, trouble.isPresent() ? 503 : 200, TEXT, trouble.orElse("ok") + "\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            boolean read = exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            if (!read) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
            } else if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
