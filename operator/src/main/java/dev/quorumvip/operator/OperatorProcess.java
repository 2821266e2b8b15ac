package dev.quorumvip.operator;

import dev.quorumvip.client.ClientTls;
import dev.quorumvip.operator.http.ProbeServer;
import dev.quorumvip.operator.leadership.Leadership;
import dev.quorumvip.operator.leadership.Term;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of the operator: a client of Kubernetes' API, probes, and a {@link ReconcilingTerm} for as long as it leads.
 */
final class OperatorProcess {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

    private static final String LEASE = "quorum-vip-operator";

    /** A server that is back should be noticed at once; asking four times a second is nothing to one that is away. */
    private static final int WATCH_AGAIN_MILLIS = 250;

    private static final int REQUEST_MILLIS = 5_000;

    /** It cannot start, and why. */
    static final class StartException extends Exception {
        private static final long serialVersionUID = 1L;

        StartException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final OperatorSettings settings;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable KubernetesClient client;
    private volatile @Nullable ProbeServer probes;
    private volatile @Nullable Leadership leadership;
    private volatile @Nullable Term alone;
    private volatile @Nullable AgentTls tls;

    OperatorProcess(OperatorSettings settings) {
        this.settings = settings;
    }

    synchronized void start() throws StartException {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmGcMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        KubernetesClient kubernetes = kubernetes();
        client = kubernetes;
        Optional<ClientTls> identity = Optional.empty();
        if (settings.tls().isPresent()) {
            AgentTls opened = AgentTls.open(settings.tls().get(), metrics);
            tls = opened;
            identity = Optional.of(opened.client());
        }
        Optional<ClientTls> shown = identity;
        ProbeServer server = new ProbeServer(settings.httpPort(), this::notLive, this::notReady, metrics);
        try {
            server.start();
        } catch (IOException e) {
            throw new StartException("port " + settings.httpPort() + " cannot be listened on: " + e.getMessage(), e);
        }
        probes = server;
        if (settings.leaderElection()) {
            Leadership contending = new Leadership(
                    kubernetes,
                    settings.namespace(),
                    LEASE,
                    settings.identity(),
                    () -> new ReconcilingTerm(kubernetes, settings, shown, metrics));
            contending.start();
            leadership = contending;
        } else {
            Term term = new ReconcilingTerm(kubernetes, settings, shown, metrics);
            term.start();
            alone = term;
        }
        LOG.atInfo()
                .addKeyValue("namespace", settings.namespace())
                .addKeyValue("identity", settings.identity())
                .addKeyValue("http_port", server.port())
                .log("operator started");
    }

    private KubernetesClient kubernetes() throws StartException {
        try {
            Config config = new ConfigBuilder(Config.autoConfigure(null))
                    .withWatchReconnectInterval(WATCH_AGAIN_MILLIS)
                    .withRequestTimeout(REQUEST_MILLIS)
                    .withConnectionTimeout(REQUEST_MILLIS)
                    .withRequestRetryBackoffLimit(0)
                    .build();
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (KubernetesClientException e) {
            throw new StartException("Kubernetes' API cannot be used: " + e.getMessage(), e);
        }
    }

    /** Lets go of everything; false if that was done before. */
    synchronized boolean stop() {
        if (stopped.getCount() == 0) {
            return false;
        }
        LOG.info("operator stops");
        if (alone != null) {
            alone.close();
        }
        if (leadership != null) {
            leadership.close();
        }
        if (probes != null) {
            probes.close();
        }
        if (client != null) {
            client.close();
        }
        if (tls != null) {
            tls.close();
        }
        stopped.countDown();
        return true;
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private Optional<String> notLive() {
        Leadership contending = leadership;
        if (contending != null && !contending.live()) {
            return Optional.of("it contends for the Lease no more");
        }
        return Optional.empty();
    }

    /** A replica that stands by is as ready as the one that acts. */
    private Optional<String> notReady() {
        return leadership == null && alone == null ? Optional.of("it is starting") : Optional.empty();
    }

    /** How long a call to an agent may take. */
    static final Duration AGENT_CALL = Duration.ofSeconds(4);
}
