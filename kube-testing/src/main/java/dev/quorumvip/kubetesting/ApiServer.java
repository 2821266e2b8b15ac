package dev.quorumvip.kubetesting;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server with an etcd of its own, which ask for rights as in a cluster (Node, RBAC). Several may run at
 * once.
 *
 * <p>After {@link #start}, it serves. After {@link #stop}, nobody listens on its port. After {@link #restart}, it serves
 * on the same port with the same objects, certificates and tokens. After {@link #close}, or with the end of the JVM,
 * both processes are gone, and after the former their data as well; the logs stay.
 */
public final class ApiServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

    private final ApiServerOptions options;
    private final Path data;
    private final int etcdPort = Ports.free();
    private final int port = Ports.free();
    private final String adminToken = UUID.randomUUID().toString();
    private @Nullable ServerProcess etcd;
    private @Nullable ServerProcess server;
    private @Nullable KubernetesClient admin;

    private ApiServer(ApiServerOptions options) {
        this.options = options;
        this.data = options.directory().resolve("data-" + port);
    }

    /**
     * Starts one and waits until it serves.
     *
     * @throws IllegalStateException with the end of its log, if it does not within 90 s; nothing of it is left then
     */
    public static ApiServer start(ApiServerOptions options) {
        ApiServer server = new ApiServer(options);
        try {
            server.prepare();
            server.restart();
            return server;
        } catch (RuntimeException e) {
            try {
                server.close();
            } catch (RuntimeException alsoWrong) {
                e.addSuppressed(alsoWrong);
            }
            throw e;
        }
    }

    private void prepare() {
        try {
            Files.createDirectories(data);
            ServiceAccountKey.write(data.resolve("service-account.key"));
            Files.writeString(data.resolve("tokens.csv"), adminToken + ",admin,admin,system:masters\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + data, e);
        }
    }

    /** Starts it again after {@link #stop}, and waits until it serves; does nothing while it runs. */
    public void restart() {
        if (etcd == null) {
            etcd = launch("etcd", etcdArguments());
        }
        if (server == null) {
            server = launch("kube-apiserver", serverArguments());
            awaitReadiness(server, etcd);
        }
    }

    /** Kills the API server and its etcd, so that nobody answers on the port; does nothing while it is stopped. */
    public void stop() {
        try (ServerProcess last = etcd;
                ServerProcess first = server) {
            etcd = null;
            server = null;
        }
    }

    /** Where it serves, such as {@code https://127.0.0.1:21234}. */
    public String url() {
        return "https://" + (options.address().contains(":") ? "[" + options.address() + "]" : options.address()) + ":"
                + port;
    }

    /** A client that may do everything; it is closed with the server. */
    public KubernetesClient admin() {
        if (admin == null) {
            admin = new KubernetesClientBuilder()
                    .withConfig(adminConfig().clientConfig())
                    .build();
        }
        return admin;
    }

    /** A kubeconfig file with which one may do everything. */
    public Path adminKubeconfig() {
        return written("admin", adminConfig());
    }

    /** {@code kubectl} that may do everything. */
    public Kubectl kubectl() {
        return kubectl(adminKubeconfig());
    }

    /** {@code kubectl} as whoever the kubeconfig file is of. */
    public Kubectl kubectl(Path kubeconfig) {
        List<String> command = new ArrayList<>(options.prefix());
        command.add(options.assets().program("kubectl").toString());
        command.add("--kubeconfig=" + kubeconfig);
        return new Kubectl(command, data);
    }

    /**
     * A client of a service account, which is made if it is not there and has the rights that roles give it. The caller
     * closes it.
     */
    public KubernetesClient clientOf(String namespace, String serviceAccount) {
        return new KubernetesClientBuilder()
                .withConfig(configOf(namespace, serviceAccount).clientConfig())
                .build();
    }

    /** A kubeconfig file of a service account, which is made if it is not there. */
    public Path kubeconfigOf(String namespace, String serviceAccount) {
        return written(namespace + "-" + serviceAccount, configOf(namespace, serviceAccount));
    }

    private Kubeconfig configOf(String namespace, String serviceAccount) {
        admin().serviceAccounts()
                .inNamespace(namespace)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(serviceAccount)
                        .endMetadata()
                        .build())
                .serverSideApply();
        TokenRequest token = admin().serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(TOKEN_LIFETIME.toSeconds())
                        .endSpec()
                        .build());
        return new Kubeconfig(url(), certificate(), token.getStatus().getToken());
    }

    private Kubeconfig adminConfig() {
        return new Kubeconfig(url(), certificate(), adminToken);
    }

    /** Replaced as a whole: clients read theirs again now and then. */
    private Path written(String name, Kubeconfig config) {
        try {
            Path draft = Files.writeString(Files.createTempFile(data, name, ".new"), config.text());
            return Files.move(draft, data.resolve(name + ".kubeconfig"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a kubeconfig", e);
        }
    }

    /** Made by the server at its first start, with that of its issuer behind it. */
    private String certificate() {
        try {
            return Files.readString(data.resolve("certificates/apiserver.crt"));
        } catch (IOException e) {
            throw new UncheckedIOException("the API server has made no certificate", e);
        }
    }

    private ServerProcess launch(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(options.prefix());
        command.add(options.assets().program(program).toString());
        command.addAll(arguments);
        return ServerProcess.start(program, command, options.directory().resolve(program + "-" + port + ".log"));
    }

    private List<String> etcdArguments() {
        String url = "http://127.0.0.1:" + etcdPort;
        return List.of(
                "--data-dir=" + data.resolve("etcd"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                // It has no peers.
                "--listen-peer-urls=http://127.0.0.1:0",
                // What a killed process has written is not lost; only the machine's end would lose it.
                "--unsafe-no-fsync",
                "--log-level=warn");
    }

    private List<String> serverArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=" + options.address(),
                "--advertise-address=" + options.address(),
                "--secure-port=" + port,
                "--cert-dir=" + data.resolve("certificates"),
                "--token-auth-file=" + data.resolve("tokens.csv"),
                "--authorization-mode=Node,RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + data.resolve("service-account.key"),
                "--service-account-signing-key-file=" + data.resolve("service-account.key"),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--endpoint-reconciler-type=none",
                "--allow-privileged=true",
                // Nobody makes the service account that it would ask of each pod.
                "--disable-admission-plugins=ServiceAccount"));
        arguments.addAll(options.arguments());
        return arguments;
    }

    private void awaitReadiness(ServerProcess waitedFor, ServerProcess itsEtcd) {
        long begun = System.nanoTime();
        String answer = "it has made no certificate";
        while (System.nanoTime() - begun < START_LIMIT.toNanos()) {
            if (!waitedFor.isAlive() || !itsEtcd.isAlive()) {
                break;
            }
            if (Files.exists(data.resolve("certificates/apiserver.crt"))) {
                Kubectl.Outcome outcome = kubectl().attempt("", "get", "--raw=/readyz", "--request-timeout=5s");
                if (outcome.exitCode() == 0) {
                    return;
                }
                answer = outcome.output();
            }
            pause();
        }
        throw new IllegalStateException("the API server does not serve at " + url() + ": " + answer + "\n"
                + itsEtcd.report() + "\n" + waitedFor.report());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the API server", e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.exists(data) ? Files.walk(data) : Stream.empty();
                KubernetesClient client = admin) {
            stop();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + data, e);
        }
    }
}
