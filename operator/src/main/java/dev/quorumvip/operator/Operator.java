package dev.quorumvip.operator;

import dev.quorumvip.tls.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code quorumvip-operator}: runs until it is told to stop. */
@Command(
        name = "quorumvip-operator",
        mixinStandardHelpOptions = true,
        versionProvider = Operator.VersionLine.class,
        description = {
            "Reconciles VirtualIP resources into the agents' quorum, and their state back into the resources.",
            "It is never in the failover path: without it, VIPs fail over as ever."
        },
        footer = {
            "",
            "Each option can be given in the environment too: QUORUMVIP_OPERATOR_ and its name in capitals.",
            "Exit codes: 0 told to stop; 1 it could not start; 2 wrong usage."
        })
public final class Operator implements Callable<Integer> {
    private static final String ENV = "${env:QUORUMVIP_OPERATOR_";

    private static final int PORT_MAX = 65_535;

    private static final Set<Integer> ODD = Set.of(1, 3, 5, 7);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--namespace",
            defaultValue = ENV + "NAMESPACE:-quorum-vip}",
            description = "its own namespace, of its Lease and ConfigMap; default: ${DEFAULT-VALUE}")
    private String namespace = "";

    @Option(
            names = "--identity",
            defaultValue = ENV + "IDENTITY:-}",
            description = "its name among the replicas; default: HOSTNAME, with something random")
    private String identity = "";

    @Option(
            names = "--agent-namespaces",
            split = ",",
            defaultValue = ENV + "AGENT_NAMESPACES:-}",
            description = "where agents' Pods may be; default: its own namespace and kube-system, for static Pods")
    private List<String> agentNamespaces = List.of();

    @Option(
            names = "--agent-selector",
            defaultValue = ENV + "AGENT_SELECTOR:-app.kubernetes.io/name=quorum-vip,app.kubernetes.io/component=agent}",
            description = "labels of agents' Pods; default: ${DEFAULT-VALUE}")
    private String agentSelector = "";

    @Option(
            names = "--agent-http-port",
            defaultValue = ENV + "AGENT_HTTP_PORT:-9900}",
            description = "where agents serve REST whose Pod has no port named 'rest'; default: ${DEFAULT-VALUE}")
    private int agentHttpPort;

    @Option(
            names = "--founders",
            defaultValue = ENV + "FOUNDERS:-3}",
            description =
                    "how many agents found the cluster: 1, 3, 5 or 7; fewer if there are fewer; default: ${DEFAULT-VALUE}")
    private int founders;

    @Option(
            names = "--leader-election",
            arity = "1",
            defaultValue = ENV + "LEADER_ELECTION:-true}",
            description = "whether there may be several replicas, of which one acts; default: ${DEFAULT-VALUE}")
    private boolean leaderElection;

    @Option(
            names = "--http-port",
            defaultValue = ENV + "HTTP_PORT:-8080}",
            description = "serves /livez, /readyz and /metrics; 0 for any free port; default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Option(
            names = "--tls-cert-file",
            defaultValue = ENV + "TLS_CERT_FILE:-}",
            description = "its certificate for the agents, PEM; without it, agents are asked in clear")
    private String tlsCertFile = "";

    @Option(
            names = "--tls-key-file",
            defaultValue = ENV + "TLS_KEY_FILE:-}",
            description = "the certificate's key, PEM")
    private String tlsKeyFile = "";

    @Option(
            names = "--tls-ca-file",
            defaultValue = ENV + "TLS_CA_FILE:-}",
            description = "whose certificates agents have, PEM")
    private String tlsCaFile = "";

    @Option(
            names = "--log-format",
            defaultValue = ENV + "LOG_FORMAT:-text}",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    private LogSetup.Format logFormat = LogSetup.Format.text;

    @Option(
            names = "--log-level",
            defaultValue = ENV + "LOG_LEVEL:-info}",
            description = "error, warn, info, debug or trace; default: ${DEFAULT-VALUE}")
    private Level logLevel = Level.INFO;

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new Operator()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws InterruptedException {
        OperatorSettings settings = settings();
        LogSetup.apply(logFormat, logLevel);
        Logger log = LoggerFactory.getLogger(Operator.class);
        OperatorProcess process = new OperatorProcess(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopWith(process), "stop"));
        try {
            process.start();
        } catch (OperatorProcess.StartException e) {
            log.atError().addKeyValue("reason", e.getMessage()).log("the operator cannot start");
            process.stop();
            return 1;
        }
        process.awaitStop();
        return 0;
    }

    /** A JVM that a signal ends would say so by its exit code, whatever has been done. */
    private static void stopWith(OperatorProcess process) {
        if (process.stop()) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** What was given, all that is wrong with it reported at once. */
    OperatorSettings settings() {
        StringBuilder wrong = new StringBuilder();
        if (!ODD.contains(founders)) {
            wrong.append("\n--founders is ").append(founders).append(": use 1, 3, 5 or 7");
        }
        port("--http-port", httpPort, 0, wrong);
        port("--agent-http-port", agentHttpPort, 1, wrong);
        if (namespace.isBlank()) {
            wrong.append("\n--namespace is empty");
        }
        if (agentSelector.isBlank()) {
            wrong.append("\n--agent-selector is empty: every Pod would be an agent");
        }
        Optional<TlsFiles> tls = tls(wrong);
        if (!wrong.isEmpty()) {
            throw new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), wrong.substring(1));
        }
        return new OperatorSettings(
                namespace,
                identity.isBlank() ? someIdentity() : identity,
                namespaces(),
                agentSelector,
                agentHttpPort,
                founders,
                leaderElection,
                httpPort,
                tls);
    }

    private static void port(String option, int port, int least, StringBuilder wrong) {
        if (port < least || port > PORT_MAX) {
            wrong.append("\n").append(option).append(" is ").append(port).append(": no port");
        }
    }

    private Optional<TlsFiles> tls(StringBuilder wrong) {
        List<String> given = Arrays.asList(tlsCertFile, tlsKeyFile, tlsCaFile);
        long set = given.stream().filter(file -> !file.isBlank()).count();
        if (set == 0) {
            return Optional.empty();
        }
        if (set < given.size()) {
            wrong.append(
                    "\n--tls-cert-file, --tls-key-file and --tls-ca-file belong together: give all three, or none");
            return Optional.empty();
        }
        given.stream()
                .filter(file -> !Files.isReadable(Path.of(file)))
                .forEach(file -> wrong.append("\n").append(file).append(" cannot be read"));
        return Optional.of(new TlsFiles(Path.of(tlsCertFile), Path.of(tlsKeyFile), Path.of(tlsCaFile)));
    }

    private Set<String> namespaces() {
        Set<String> named = new LinkedHashSet<>(agentNamespaces.stream()
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .toList());
        return named.isEmpty() ? Set.of(namespace, "kube-system") : named;
    }

    private static String someIdentity() {
        String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("operator");
        return host + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** What {@code --version} prints. */
    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Operator.class.getPackage().getImplementationVersion();
            return new String[] {"quorumvip-operator " + (version == null ? "of no release" : version)};
        }
    }
}
