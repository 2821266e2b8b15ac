package dev.quorumvip.operator.leadership;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this replica act while it has the Lease.
 *
 * <pre>
 * After the API server is ready: the Lease is asked for at once.
 * After the Lease was acquired: a term begins, unless one goes on.
 * After the API server fell silent: the term goes on. Nobody else can take the Lease from a dead server; where only this
 *     replica is cut off, it can write nothing there, and agents refuse definitions older than those they have.
 * After another replica was seen to have the Lease: the term ends. It is contended for again at once.
 * </pre>
 *
 * <p>So status is written anew as soon as the server is back, and not only when a Lease was acquired again.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration ENDING = Duration.ofSeconds(5);

    /** How often a server that is away is looked for. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final String namespace;
    private final String lease;
    private final String identity;
    private final Supplier<Term> terms;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread = Thread.ofPlatform().name("leadership").unstarted(this::contend);
    private volatile @Nullable CompletableFuture<?> election;
    private volatile boolean closed;
    private @Nullable Term term;

    /**
     * A replica that does not contend yet.
     *
     * @param lease the Lease's name
     * @param identity this replica's name, another for each
     * @param terms makes what acts, anew for each term
     */
    public Leadership(KubernetesClient client, String namespace, String lease, String identity, Supplier<Term> terms) {
        this.client = client;
        this.namespace = namespace;
        this.lease = lease;
        this.identity = identity;
        this.terms = terms;
    }

    /** Begins to contend. */
    public void start() {
        thread.start();
    }

    /** Whether this replica acts now. */
    public synchronized boolean leads() {
        return term != null;
    }

    /** Whether it still contends. */
    public boolean live() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        closed = true;
        // Ended first, so that two do not act at once when the Lease is given back.
        end("this replica stops");
        CompletableFuture<?> running = election;
        if (running != null) {
            running.cancel(true);
        }
        thread.interrupt();
        try {
            thread.join(ENDING.toMillis());
            threads.shutdown();
            if (!threads.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void contend() {
        while (awaitServer()) {
            LeaderElector elector = new LeaderElector(
                    client,
                    new LeaderElectionConfigBuilder()
                            .withName(lease)
                            .withLock(new LeaseLock(namespace, lease, identity))
                            .withLeaseDuration(LEASE)
                            .withRenewDeadline(RENEW_DEADLINE)
                            .withRetryPeriod(RETRY)
                            .withReleaseOnCancel(true)
                            .withLeaderCallbacks(new LeaderCallbacks(this::begin, () -> {}, this::leaderIs))
                            .build(),
                    threads);
            CompletableFuture<?> running = elector.start();
            election = running;
            await(running);
        }
    }

    /**
     * The elector would ask a server that is away again only after 2 to 4.4 s, and status is to be right within one. False
     * when this replica stops.
     */
    private boolean awaitServer() {
        try {
            while (!closed && !serverIsReady()) {
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            return false;
        }
        return !closed;
    }

    /** By {@code /readyz}, which every service account may read; one that may not is told so by a server that is there. */
    private boolean serverIsReady() {
        try {
            client.raw("/readyz");
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() == HTTP_UNAUTHORIZED || e.getCode() == HTTP_FORBIDDEN;
        }
    }

    private void await(CompletableFuture<?> running) {
        try {
            running.get();
            LOG.info("the Lease could not be renewed in time: contending for it again");
        } catch (InterruptedException | CancellationException e) {
            running.cancel(true);
        } catch (ExecutionException e) {
            LOG.atWarn().setCause(e.getCause()).log("leader election failed: contending again");
        }
    }

    private void leaderIs(String leader) {
        if (leader != null && !leader.isEmpty() && !leader.equals(identity)) {
            end(leader + " leads");
        }
    }

    private synchronized void begin() {
        if (term == null && !closed) {
            LOG.atInfo().addKeyValue("identity", identity).log("leading");
            Term next = terms.get();
            term = next;
            next.start();
        }
    }

    private synchronized void end(String why) {
        if (term != null) {
            LOG.atInfo().addKeyValue("reason", why).log("leading no more");
            term.close();
            term = null;
        }
    }
}
