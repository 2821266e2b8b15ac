package dev.quorumvip.e2e.bench.kubernetes;

import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.contender.Companion;
import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.contender.Standing;
import dev.quorumvip.e2e.fault.Services;
import dev.quorumvip.e2e.kube.ControlPlane;
import dev.quorumvip.e2e.kube.OperatorReplica;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.kubetesting.Kubectl;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Agents on every node of a segment; API server, etcd and operator beside the observer. */
final class KubernetesCluster implements Standing, Companion {
    private static final String NAME = "bench";

    /** The same after a crash, as a Pod keeps its name when its container is started again: it has the Lease still. */
    private static final String IDENTITY = "operator-1";

    /** The start of four JVMs on a busy machine, and the way into the quorum. */
    private static final Duration FORMED = Duration.ofSeconds(90);

    private static final Duration OPERATOR_UP = Duration.ofSeconds(30);
    private static final Duration SHOWN = Duration.ofSeconds(60);

    /** How fine the time is until status is right. */
    private static final Duration LOOKING = Duration.ofMillis(20);

    private final Cluster cluster;
    private final ControlPlane kubernetes;
    private final Absence absence;
    private OperatorReplica operator;

    private KubernetesCluster(Cluster cluster, ControlPlane kubernetes, Absence absence, OperatorReplica operator) {
        this.cluster = cluster;
        this.kubernetes = kubernetes;
        this.absence = absence;
        this.operator = operator;
    }

    static KubernetesCluster start(TestNetwork network, Path directory, Kubernetes contender) throws IOException {
        Cluster cluster = Cluster.on(network, directory);
        try {
            ControlPlane kubernetes = ControlPlane.start(network, contender.assets(), directory.resolve("kubernetes"));
            try {
                return formed(cluster, kubernetes, contender);
            } catch (KubernetesClientException e) {
                kubernetes.close();
                throw new IllegalStateException("the API server refused what the bench told it: " + e.getMessage(), e);
            } catch (RuntimeException | IOException e) {
                kubernetes.close();
                throw e;
            }
        } catch (RuntimeException | IOException e) {
            cluster.close();
            throw e;
        }
    }

    private static KubernetesCluster formed(Cluster cluster, ControlPlane kubernetes, Kubernetes contender)
            throws IOException {
        for (Node node : cluster.nodes()) {
            AgentOptions options = cluster.optionsAlone(node)
                    .servingOn("0.0.0.0:" + AgentOptions.HTTP_PORT)
                    .with("--await-founding", "true")
                    .with("--failover-profile", contender.timing().profile());
            cluster.start(node, options);
            kubernetes.register(node);
        }
        OperatorReplica operator = kubernetes.operator(IDENTITY);
        KubernetesCluster whole = new KubernetesCluster(cluster, kubernetes, contender.absence(), operator);
        try {
            whole.serve();
            return whole;
        } catch (RuntimeException e) {
            operator.close();
            throw e;
        }
    }

    private void serve() {
        if (!cluster.awaitFounded(FORMED)) {
            throw new IllegalStateException("no cluster within " + FORMED + ":\n" + condition());
        }
        Kubectl.Outcome applied = kubernetes.apply(NAME, "{addresses: [" + Contender.VIP + "/24]}");
        if (applied.exitCode() != 0) {
            throw new IllegalStateException("the VirtualIP was refused: " + applied.output());
        }
    }

    @Override
    public Services services() {
        return cluster;
    }

    @Override
    public boolean whole() {
        return operator.isAlive()
                && cluster.nodes().stream()
                        .allMatch(
                                node -> cluster.runs(node) && cluster.rest(node).ready())
                && kubernetes.status(NAME).filter(KubernetesCluster::isReady).isPresent();
    }

    @Override
    public Optional<Node> leader() {
        return cluster.leader();
    }

    @Override
    public boolean isLed() {
        return true;
    }

    @Override
    public Optional<Companion> companion() {
        return absence == Absence.NONE ? Optional.empty() : Optional.of(this);
    }

    @Override
    public String words() {
        return absence.words();
    }

    @Override
    public void leave() {
        if (absence.ofOperator()) {
            operator.kill();
        }
        kubernetes.stop();
    }

    /** An operator that went too is up before the API server is: what starts it again, a kubelet, waits for nobody. */
    @Override
    public Duration comeBack(Supplier<Optional<Node>> holder) throws InterruptedException {
        if (absence.ofOperator()) {
            startOperator();
        }
        Thread starting = Thread.ofPlatform().name("api-server").daemon().start(kubernetes::restart);
        long begun = System.nanoTime();
        long ready = 0;
        while (System.nanoTime() - begun < SHOWN.toNanos()) {
            long now = System.nanoTime();
            if (ready == 0 && kubernetes.serves()) {
                ready = now;
            }
            if (ready != 0 && showsHolder(holder.get())) {
                Duration shown = Duration.ofNanos(System.nanoTime() - ready);
                starting.join();
                return shown;
            }
            Thread.sleep(LOOKING);
        }
        starting.join();
        throw new IllegalStateException(
                "status is not right " + SHOWN + " after the API server was started\n" + condition());
    }

    private void startOperator() {
        try {
            int before = operator.output().length();
            operator = kubernetes.operator(IDENTITY);
            OperatorReplica started = operator;
            boolean up = Cluster.await(
                    OPERATOR_UP, () -> output(started).substring(before).contains("operator started"));
            if (!up) {
                throw new IllegalStateException("no operator within " + OPERATOR_UP + ":\n" + output(started));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean showsHolder(Optional<Node> holder) {
        return holder.isPresent()
                && kubernetes
                        .status(NAME)
                        .filter(KubernetesCluster::isReady)
                        .flatMap(status -> Optional.ofNullable(status.holder()))
                        .filter(shown -> shown.node().equals(holder.get().name()))
                        .isPresent();
    }

    private static boolean isReady(VirtualIPStatus status) {
        return status.conditions().stream()
                .anyMatch(condition ->
                        condition.getType().equals(ConditionType.READY) && "True".equals(condition.getStatus()));
    }

    @Override
    public String condition() {
        return cluster.condition()
                + (operator.isAlive() ? "operator: runs\n" : "operator: does not run\n")
                + kubernetes.status(NAME).map(VirtualIPStatus::toString).orElse("no status")
                + "\n";
    }

    private static String output(OperatorReplica replica) {
        try {
            return replica.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            operator.close();
            kubernetes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cluster.close();
        }
    }
}
