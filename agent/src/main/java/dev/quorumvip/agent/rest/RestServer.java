package dev.quorumvip.agent.rest;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.quorumvip.tls.TlsIdentity;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Serves the REST contract on one address, a virtual thread to each request.
 *
 * <p>After {@link #start}, listening; after {@link #close}, gone for good. A stuck or greedy client costs one of a
 * bounded number of connections for a bounded time; see {@link HttpLimits}. With an identity it speaks HTTPS, whose
 * handshake is done on the request's thread and counts as part of the request's arrival.
 */
public final class RestServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    /** How long streams have to write their end. */
    private static final Duration ENDING = Duration.ofMillis(250);

    private final InetSocketAddress bind;
    private final Router router;
    private final Optional<TlsIdentity> tls;
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
     * @param tls who to be, and who may call; empty for HTTP in clear, open to everybody
     */
    public RestServer(
            InetSocketAddress bind, ControlPlane plane, PrometheusMeterRegistry metrics, Optional<TlsIdentity> tls) {
        this(bind, plane, metrics, tls, HttpLimits.HEARTBEAT, HttpLimits.WRITING);
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
            Optional<TlsIdentity> tls,
            Duration heartbeat,
            Duration writing) {
        this(bind, routes(plane, metrics, heartbeat), tls, writing);
    }

    private RestServer(InetSocketAddress bind, Router router, Optional<TlsIdentity> tls, Duration writing) {
        this.bind = bind;
        this.tls = tls;
        this.router = router;
        this.writes = new WriteWatch(writing);
    }

    /** One with probes and metrics alone, in clear and open to everybody, for a program that is no agent. */
    public static RestServer ofProbes(InetSocketAddress bind, Probes probes, PrometheusMeterRegistry metrics) {
        Router router = new Router();
        new ProbeRoutes(probes, metrics).addTo(router);
        return new RestServer(bind, router, Optional.empty(), HttpLimits.WRITING);
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
        HttpLimits.apply(tls.isPresent());
        HttpServer listening = tls.isPresent() ? secured(tls.get()) : HttpServer.create(bind, BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        listening.setExecutor(threads);
        listening.createContext(
                "/",
                new Dispatcher(
                        router,
                        tls.<Admission>map(CertificateAdmission::new).orElse(Admission.OF_EVERYBODY),
                        new CallGate("read", HttpLimits.CALLS, HttpLimits.HANDLING),
                        new CallGate("change", HttpLimits.CALLS, HttpLimits.HANDLING),
                        streams,
                        writes));
        listening.start();
        server = listening;
        executor = threads;
    }

    private HttpServer secured(TlsIdentity identity) throws IOException {
        // Whom to let in, and to what, is decided when it is known what is asked for.
        SSLContext context = identity.context(identity.trustingAll());
        HttpsServer listening = HttpsServer.create(bind, BACKLOG);
        listening.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters connection) {
                SSLParameters parameters = context.getDefaultSSLParameters();
                parameters.setProtocols(new String[] {TlsIdentity.PROTOCOL});
                parameters.setWantClientAuth(true);
                connection.setSSLParameters(parameters);
            }
        });
        return listening;
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
        ProbeRoutes.addOpenApiTo(router);
        return router;
    }
}
