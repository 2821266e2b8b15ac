package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.config.ConfigFlags;
import dev.quorumvip.agent.config.ConfigKey;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that tell an agent what it must know. They stay text here: the loader of the configuration checks them
 * together with environment and file.
 */
@NullMarked
final class AgentOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with any of these settings, each under its option's name without dashes."
                    + " Flags win over QUORUMVIP_* environment variables (QUORUMVIP_BIND_CLUSTER for --bind-cluster),"
                    + " these over the file.")
    private @Nullable String config;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the agent keeps what it must not forget; made if it does not exist. Required."
                    + " A node whose directory is lost comes back as a new member.")
    private @Nullable String dataDir;

    @Option(
            names = "--bind-cluster",
            paramLabel = "IP:PORT",
            description = "This agent's address for its peers, TCP and UDP. Required. A concrete address, not 0.0.0.0,"
                    + " since the peers are told to reach the agent there.")
    private @Nullable String bindCluster;

    @Option(
            names = "--bind-http",
            paramLabel = "HOST:PORT",
            description = "Where the REST endpoints listen. Default: 127.0.0.1:9900")
    private @Nullable String bindHttp;

    @Option(names = "--iface", paramLabel = "IF", description = "The interface that carries the VIPs. Required.")
    private @Nullable String iface;

    @Option(
            names = "--join",
            paramLabel = "IP:PORT[,...]",
            description = "Members of the cluster to join. Tried until one answers; ignored once joined.")
    private @Nullable List<String> join;

    @Option(
            names = "--initial-peers",
            paramLabel = "IP:PORT[,...]",
            description =
                    "All founders of a new cluster, this agent among them, 1 to 7, best an odd number. It is founded"
                            + " when a majority of them see each other and all are new. Not together with --join.")
    private @Nullable List<String> initialPeers;

    @Option(
            names = "--await-founding",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "In no cluster yet, wait to be told by POST /v1/cluster with whom to found one, or which to"
                    + " join. Not together with --join and --initial-peers. Default: false")
    private @Nullable String awaitFounding;

    @Option(
            names = "--node-name",
            paramLabel = "NAME",
            description =
                    "This machine's name in status and logs, a DNS label or labels joined by dots. Default: the host name up to its first dot")
    private @Nullable String nodeName;

    @Option(
            names = "--labels",
            paramLabel = "KEY=VALUE[,...]",
            description = "What this machine is like, for VIPs that ask for it in their nodeSelector, in Kubernetes'"
                    + " syntax: zone=a,disk=ssd")
    private @Nullable List<String> labels;

    @Option(
            names = "--zone-label",
            paramLabel = "KEY",
            description = "The label of members over whose values voters are spread, while this agent leads. Default:"
                    + " topology.kubernetes.io/zone")
    private @Nullable String zoneLabel;

    @Option(
            names = "--max-voters",
            paramLabel = "N",
            description = "How many members vote at most, while this agent leads: 1, 3, 5 or 7. Default: 7")
    private @Nullable String maxVoters;

    @Option(
            names = "--allow-exec-checks",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Let health checks run programs, as the user that the agent runs as: whoever may set a VIP"
                    + " can then run programs on this machine. Default: false")
    private @Nullable String allowExecChecks;

    @Option(
            names = "--cluster-secret-file",
            paramLabel = "FILE",
            description =
                    "File with the secret that all agents of the cluster share, at least 16 bytes; white space at both"
                            + " ends does not count. Without it, whoever can send to the cluster port can take the VIPs.")
    private @Nullable String clusterSecretFile;

    @Option(
            names = "--tls-cert-file",
            paramLabel = "FILE",
            description = "PEM file with this agent's certificate, which has the DNS name agent.quorumvip. With it,"
                    + " --tls-key-file and --tls-ca-file the REST endpoints are HTTPS, and the Raft log is encrypted"
                    + " between agents that show such certificates. Read again when it changes.")
    private @Nullable String tlsCertFile;

    @Option(names = "--tls-key-file", paramLabel = "FILE", description = "PEM file with its private key.")
    private @Nullable String tlsKeyFile;

    @Option(
            names = "--tls-ca-file",
            paramLabel = "FILE",
            description = "PEM file with the certificate of the CA that vouches for agents and operators; with several"
                    + " while one takes another's place.")
    private @Nullable String tlsCaFile;

    @Option(
            names = "--failover-profile",
            paramLabel = "PROFILE",
            description = "fast: lease 200ms, renewed each 40ms. balanced: 500ms, 100ms. conservative: 2s, 400ms."
                    + " Default: balanced")
    private @Nullable String failoverProfile;

    @Option(
            names = "--lease-duration",
            paramLabel = "TIME",
            description = "How long a holder may act on one renewal, 100ms to 30s. Default: the profile's")
    private @Nullable String leaseDuration;

    @Option(
            names = "--renew-interval",
            paramLabel = "TIME",
            description = "How often leases are renewed, 10ms to a fifth of the lease duration. Default: the profile's")
    private @Nullable String renewInterval;

    @Option(
            names = "--kernel-fence",
            paramLabel = "MODE",
            description =
                    "auto: let the kernel end a lease to the millisecond with nftables, and where it cannot, let the"
                            + " voters wait longer. required: do not start without. off: do without. Default: auto")
    private @Nullable String kernelFence;

    @Option(
            names = "--rt-priority",
            paramLabel = "N",
            description =
                    "1 to 99: schedule the threads that keep leases in real time (SCHED_RR), so that a busy machine"
                            + " does not delay them; needs CAP_SYS_NICE. Default: 0, none")
    private @Nullable String rtPriority;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json. Default: text")
    private @Nullable String logFormat;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info, debug or trace; of the agent, not of its libraries. Default: info")
    private @Nullable String logLevel;

    /** What was given on the command line. */
    ConfigFlags flags() {
        Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);
        Arrays.stream(ConfigKey.values()).forEach(key -> given(key).ifPresent(text -> values.put(key, text)));
        return new ConfigFlags(values, Optional.ofNullable(config));
    }

    private Optional<String> given(ConfigKey key) {
        return switch (key) {
            case DATA_DIR -> Optional.ofNullable(dataDir);
            case BIND_CLUSTER -> Optional.ofNullable(bindCluster);
            case BIND_HTTP -> Optional.ofNullable(bindHttp);
            case IFACE -> Optional.ofNullable(iface);
            case JOIN -> Optional.ofNullable(join).map(parts -> String.join(",", parts));
            case INITIAL_PEERS -> Optional.ofNullable(initialPeers).map(parts -> String.join(",", parts));
            case AWAIT_FOUNDING -> Optional.ofNullable(awaitFounding);
            case NODE_NAME -> Optional.ofNullable(nodeName);
            case ALLOW_EXEC_CHECKS -> Optional.ofNullable(allowExecChecks);
            case LABELS -> Optional.ofNullable(labels).map(parts -> String.join(",", parts));
            case ZONE_LABEL -> Optional.ofNullable(zoneLabel);
            case MAX_VOTERS -> Optional.ofNullable(maxVoters);
            case CLUSTER_SECRET_FILE -> Optional.ofNullable(clusterSecretFile);
            case TLS_CERT_FILE -> Optional.ofNullable(tlsCertFile);
            case TLS_KEY_FILE -> Optional.ofNullable(tlsKeyFile);
            case TLS_CA_FILE -> Optional.ofNullable(tlsCaFile);
            case FAILOVER_PROFILE -> Optional.ofNullable(failoverProfile);
            case LEASE_DURATION -> Optional.ofNullable(leaseDuration);
            case RENEW_INTERVAL -> Optional.ofNullable(renewInterval);
            case KERNEL_FENCE -> Optional.ofNullable(kernelFence);
            case RT_PRIORITY -> Optional.ofNullable(rtPriority);
            case LOG_FORMAT -> Optional.ofNullable(logFormat);
            case LOG_LEVEL -> Optional.ofNullable(logLevel);
        };
    }
}
