package dev.quorumvip.operator;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.client.ClientTls;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.operator.agents.AgentConnections;
import dev.quorumvip.operator.agents.PodInformers;
import dev.quorumvip.operator.events.EventPoster;
import dev.quorumvip.operator.formation.ConfigMapFoundingStore;
import dev.quorumvip.operator.leadership.Term;
import dev.quorumvip.operator.members.NodeInformer;
import dev.quorumvip.operator.quorum.QuorumListener;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.QuorumWatch;
import dev.quorumvip.operator.vip.VirtualIPReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a replica does while it leads; made anew for each term. */
final class ReconcilingTerm implements Term {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcilingTerm.class);

    private static final int RECONCILERS = 16;
    private static final Duration START_AGAIN = Duration.ofMillis(250);
    private static final Duration RETRY_FIRST = Duration.ofMillis(250);
    private static final Duration RETRY_MOST = Duration.ofSeconds(1);
    private static final double RETRY_FACTOR = 1.5;
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final PodInformers pods;
    private final NodeInformer nodes;
    private final AgentConnections agents;
    private final QuorumWatch watch;
    private final ClusterKeeper keeper;
    private final EventPoster poster;
    private final VirtualIPReconciler reconciler;
    private final io.javaoperatorsdk.operator.Operator operator;
    private final RegisteredController<VirtualIP> controller;
    private final Thread starter = Thread.ofPlatform().name("reconciler-start").unstarted(this::startReconciling);

    ReconcilingTerm(
            KubernetesClient client, OperatorSettings settings, Optional<ClientTls> tls, MeterRegistry metrics) {
        LongSupplier nanos = System::nanoTime;
        InstantSource wall = InstantSource.system();
        pods = new PodInformers(client, settings.agentNamespaces(), settings.agentSelector(), settings.agentRestPort());
        nodes = new NodeInformer(client);
        agents = new AgentConnections(OperatorProcess.AGENT_CALL, tls);
        watch = new QuorumWatch(pods, agents, new Listener(), nanos, wall);
        keeper = new ClusterKeeper(
                watch,
                pods,
                agents,
                nodes,
                new ConfigMapFoundingStore(client, settings.namespace()),
                settings.founders(),
                this::owners,
                nanos);
        poster = new EventPoster(client, settings.identity(), this::virtualIp, wall);
        reconciler = new VirtualIPReconciler(watch, agents, poster, wall, metrics);
        operator = new io.javaoperatorsdk.operator.Operator(overrides -> overrides
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(RECONCILERS)
                .withStopOnInformerErrorDuringStartup(true)
                .withReconciliationTerminationTimeout(ENDING)
                .withCacheSyncTimeout(Duration.ofSeconds(30)));
        controller = operator.register(
                reconciler,
                config -> config.withRetry(new GenericRetry()
                                .setInitialInterval(RETRY_FIRST.toMillis())
                                .setIntervalMultiplier(RETRY_FACTOR)
                                .setMaxInterval(RETRY_MOST.toMillis())
                                .setMaxAttempts(-1))
                        .withGenerationAware(false)
                        .withOnUpdateFilter(VirtualIPReconciler::isNews));
    }

    @Override
    public void start() {
        pods.start();
        nodes.start();
        poster.start();
        watch.start();
        keeper.start();
        starter.start();
    }

    /** The API server may be away now; a term goes on none the less. */
    private void startReconciling() {
        String lastWord = "";
        while (!Thread.currentThread().isInterrupted()) {
            try {
                operator.start();
                LOG.info("reconciling");
                return;
            } catch (OperatorException e) {
                String word = String.valueOf(e.getMessage());
                if (!word.equals(lastWord)) {
                    lastWord = word;
                    LOG.atWarn().addKeyValue("reason", word).log("cannot reconcile yet; trying again");
                }
            }
            try {
                Thread.sleep(START_AGAIN);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Optional<Set<String>> owners() {
        return reconciler.owners();
    }

    private Optional<VirtualIP> virtualIp(String name) {
        return reconciler.virtualIp(name);
    }

    @Override
    public void close() {
        starter.interrupt();
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        parts.add(keeper);
        parts.add(operator::stop);
        parts.add(watch);
        parts.add(poster);
        parts.add(nodes);
        parts.add(pods);
        parts.add(agents);
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                // The others are to be closed all the same.
                LOG.atWarn().setCause(e).log("a part did not close cleanly");
            }
        }
    }

    /** Passes on what the watch tells. */
    private final class Listener implements QuorumListener {
        @Override
        public void changed(QuorumView before, QuorumView now) {
            reconciler.changed(before, now);
        }

        @Override
        public void happened(String clusterId, ClusterEvent event) {
            poster.happened(clusterId, event);
        }
    }
}
