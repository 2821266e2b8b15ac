package dev.quorumvip.e2e.kube;

import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.net.NetworkNamespace;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.kubetesting.ApiServer;
import dev.quorumvip.kubetesting.ApiServerOptions;
import dev.quorumvip.kubetesting.KubeAssets;
import dev.quorumvip.kubetesting.Kubectl;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Kubernetes API server on the observer's address of a test network, with our resource and the operator's rights. There
 * are no kubelets: nodes and agents' Pods are told to it as kubelets would.
 */
public final class ControlPlane implements AutoCloseable {
    public static final String NAMESPACE = "quorum-vip";

    private static final String SERVICE_ACCOUNT = "quorum-vip-operator";

    private final NetworkNamespace namespace;
    private final Path directory;
    private final ApiServer server;
    private final Relay relay;
    private final KubernetesClient client;

    private ControlPlane(
            NetworkNamespace namespace, Path directory, ApiServer server, Relay relay, KubernetesClient client) {
        this.namespace = namespace;
        this.directory = directory;
        this.server = server;
        this.relay = relay;
        this.client = client;
    }

    /** Starts one, and installs what our chart would. */
    public static ControlPlane start(TestNetwork network, KubeAssets assets, Path directory) throws IOException {
        NetworkNamespace namespace = network.observer();
        ApiServer server = ApiServer.start(
                new ApiServerOptions(assets, directory).inNamespace(namespace.name(), TestNetwork.OBSERVER_ADDRESS));
        URI url = URI.create(server.url());
        Relay relay = Relay.to(namespace, new InetSocketAddress(url.getHost(), url.getPort()));
        Config config = new ConfigBuilder(
                        Config.fromKubeconfig(server.adminKubeconfig().toFile()))
                .withMasterUrl("https://127.0.0.1:" + relay.port())
                // The certificate is for the address inside.
                .withTrustCerts(true)
                .withDisableHostnameVerification(true)
                .withWatchReconnectInterval(100)
                .withRequestRetryBackoffLimit(0)
                .build();
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        ControlPlane plane = new ControlPlane(namespace, directory, server, relay, client);
        try {
            plane.install();
            return plane;
        } catch (IOException | RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    private void install() throws IOException {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        Path home = Launcher.path().resolveSibling("..").normalize();
        try (Stream<Path> definitions = Files.list(home.resolve("charts/quorum-vip/crds"))) {
            for (Path definition : definitions.sorted().toList()) {
                kubectl().run("apply", "-f", definition.toString());
            }
        }
        kubectl().run("wait", "--for=condition=Established", "crd/virtualips.quorumvip.io", "--timeout=30s");
        kubectl()
                .run(
                        "apply",
                        "-f",
                        home.resolve("e2e/src/main/resources/kube/rbac.yaml").toString());
    }

    /** For a test. */
    public KubernetesClient client() {
        return client;
    }

    /** Whether the API server says that it is ready. */
    public boolean serves() {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    /**
     * {@code kubectl apply} of a VirtualIP.
     *
     * @param spec in YAML, on one line
     */
    public Kubectl.Outcome apply(String name, String spec) {
        return kubectl().attempt("""
                        apiVersion: quorumvip.io/v1alpha1
                        kind: VirtualIP
                        metadata: {name: %s}
                        spec: %s
                        """.formatted(name, spec), "apply", "-f", "-");
    }

    /** The VirtualIP as the API server has it; empty if it has none, or does not answer. */
    public Optional<VirtualIP> virtualIp(String name) {
        try {
            return Optional.ofNullable(
                    client.resources(VirtualIP.class).withName(name).get());
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /** Its status, if there is any. */
    public Optional<VirtualIPStatus> status(String name) {
        return virtualIp(name).flatMap(vip -> Optional.ofNullable(vip.getStatus()));
    }

    public Kubectl kubectl() {
        return server.kubectl();
    }

    /** Stops the API server and its etcd, as a crash would. */
    public void stop() {
        server.stop();
    }

    /** Starts them again; returns when they serve. */
    public void restart() {
        server.restart();
    }

    /** Starts a replica of the operator, with its own rights. */
    public OperatorReplica operator(String identity, String... arguments) throws IOException {
        return OperatorReplica.start(
                namespace, operatorKubeconfig(), directory.resolve(identity + ".log"), identity, arguments);
    }

    /** By kubectl, which runs inside: this JVM has no way to the server's own address. */
    private Path operatorKubeconfig() throws IOException {
        Path file = directory.resolve("operator.kubeconfig");
        if (!Files.exists(file)) {
            kubectl().run("create", "serviceaccount", SERVICE_ACCOUNT, "--namespace=" + NAMESPACE);
            String token = kubectl()
                    .run("create", "token", SERVICE_ACCOUNT, "--namespace=" + NAMESPACE, "--duration=12h")
                    .strip();
            String admins = Files.readString(server.adminKubeconfig());
            Files.writeString(file, admins.replaceFirst("token: .*", "token: " + token));
        }
        return file;
    }

    /** Tells of a node, and of the agent's Pod on it, as a DaemonSet makes it. */
    public void register(Node node) {
        register(node, NAMESPACE);
    }

    /** Tells of a node, and of a static Pod on it, which is in another namespace than all else of ours. */
    public void registerStatic(Node node) {
        register(node, "kube-system");
    }

    private void register(Node node, String podNamespace) {
        client.nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(node.name())
                        .addToLabels("kubernetes.io/hostname", node.name())
                        .endMetadata()
                        .build())
                .create();
        Pod pod = client.pods()
                .inNamespace(podNamespace)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("quorum-vip-agent-" + node.name())
                        .addToLabels("app.kubernetes.io/name", "quorum-vip")
                        .addToLabels("app.kubernetes.io/component", "agent")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node.name())
                        .withHostNetwork(true)
                        .addNewContainer()
                        .withName("agent")
                        .withImage("quorum-vip")
                        .addNewPort()
                        .withName("rest")
                        .withContainerPort(AgentOptions.HTTP_PORT)
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        pod.setStatus(new io.fabric8.kubernetes.api.model.PodStatusBuilder()
                .withPhase("Running")
                .withHostIP(node.address())
                .withPodIP(node.address())
                .build());
        client.pods().inNamespace(podNamespace).resource(pod).updateStatus();
    }

    /** The node is gone for good, and its Pod with it. */
    public void remove(Node node) {
        client.nodes().withName(node.name()).delete();
        client.pods()
                .inNamespace(NAMESPACE)
                .withName("quorum-vip-agent-" + node.name())
                .withGracePeriod(0)
                .delete();
    }

    @Override
    public void close() throws IOException {
        client.close();
        relay.close();
        server.close();
    }
}
