package dev.quorumvip.agent.rest;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Serves the REST contract on one address, a virtual thread to each request.
 *
 * <p>After {@link #start}, listening; after {@link #close}, gone for good. A stuck or greedy client costs one of a
 * bounded number of connections for a bounded time; see {@link HttpLimits}.
 */
public final class RestServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final InetSocketAddress bind;
    private final Router router;
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
        this.bind = bind;
        this.router = routes(plane, metrics);
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
                        new CallGate("change", HttpLimits.CALLS, HttpLimits.HANDLING)));
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

    /** Stops listening and drops what is under way. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop(0);
        }
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    /** Every route there is. */
    static Router routes(ControlPlane plane, PrometheusMeterRegistry metrics) {
        Router router = new Router();
        VipRequestValidator validator = new VipRequestValidator(plane::nodeAddresses);
        new DqliteRoutes(plane, validator).addTo(router);
        new V1Routes(plane, validator).addTo(router);
        new ProbeRoutes(plane, metrics).addTo(router);
        return router;
    }
}
