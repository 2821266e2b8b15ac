package dev.quorumvip.agent.rest;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves the REST contract on one address, a virtual thread to each request.
 *
 * <p>After {@link #start}, listening; after {@link #close}, gone for good. A stuck or greedy client costs one of a
 * bounded number of connections for a bounded time; see {@link HttpLimits}.
 */
public final class RestServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    /** How long streams have to write their end. */
    private static final Duration ENDING = Duration.ofMillis(250);

    private final InetSocketAddress bind;
    private final Router router;
    private final WriteWatch writes;
    private final StreamGate streams = new StreamGate(HttpLimits.STREAMS);
    private @Nullable HttpServer server;
    private @Nullable ExecutorService executor;

    /**
     * Makes a server that does not listen yet.
     *
     * @param bind where to listen; port 0 for any free one
     * @param plane who answers
     * @param metrics what {@code /metrics} shows
     */
    public RestServer(InetSocketAddress bind, ControlPlane plane, PrometheusMeterRegistry metrics) {
        this(bind, plane, metrics, HttpLimits.HEARTBEAT, HttpLimits.WRITING);
    }

    /**
     * Makes one for a test that does not want to wait.
     *
     * @param heartbeat in place of {@link HttpLimits#HEARTBEAT}
     * @param writing in place of {@link HttpLimits#WRITING}
     */
    RestServer(
            InetSocketAddress bind,
            ControlPlane plane,
            PrometheusMeterRegistry metrics,
            Duration heartbeat,
            Duration writing) {
        this.bind = bind;
        this.router = routes(plane, metrics, heartbeat);
        this.writes = new WriteWatch(writing);
    }

    /**
     * Binds the address and begins to answer.
     *
     * @throws IOException when the address cannot be bound
     * @throws IllegalStateException when it was started before
     */
    public synchronized void start() throws IOException {
        if (server != null) {
            throw new IllegalStateException("already started");
        }
        HttpLimits.apply();
        HttpServer listening = HttpServer.create(bind, BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        listening.setExecutor(threads);
        listening.createContext(
                "/",
                new Dispatcher(
                        router,
                        new CallGate("read", HttpLimits.CALLS, HttpLimits.HANDLING),
                        new CallGate("change", HttpLimits.CALLS, HttpLimits.HANDLING),
                        streams,
                        writes));
        listening.start();
        server = listening;
        executor = threads;
    }

    /**
     * The address it listens on, with the real port.
     *
     * @throws IllegalStateException when it is not listening
     */
    public synchronized InetSocketAddress address() {
        if (server == null) {
            throw new IllegalStateException("not listening");
        }
        return server.getAddress();
    }

    /** Stops listening, ends the streams, and drops what else is under way. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        streams.close(ENDING);
        if (executor != null) {
            executor.shutdownNow();
            awaitEnd(executor);
        }
        if (server != null) {
            server.stop(0);
        }
        writes.close();
    }

    private static void awaitEnd(ExecutorService threads) {
        try {
            threads.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every route there is. */
    static Router routes(ControlPlane plane, PrometheusMeterRegistry metrics) {
        return routes(plane, metrics, HttpLimits.HEARTBEAT);
    }

    private static Router routes(ControlPlane plane, PrometheusMeterRegistry metrics, Duration heartbeat) {
        Router router = new Router();
        VipRequestValidator validator = new VipRequestValidator(plane::nodeAddresses);
        new DqliteRoutes(plane, validator).addTo(router);
        new V1Routes(plane, validator).addTo(router);
        new EventRoutes(plane, heartbeat).addTo(router);
        new ProbeRoutes(plane, metrics).addTo(router);
        return router;
    }
}
