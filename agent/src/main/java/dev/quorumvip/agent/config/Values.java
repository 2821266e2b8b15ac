package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.membership.VoterRules;
import dev.quorumvip.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/**
 * The settings one by one, before it is known whether there are enough of them and all are right. Defaults are filled
 * in; a wrong value is empty and has been reported.
 */
record Values(
        Optional<Path> dataDir,
        Optional<ClusterAddress> bindCluster,
        Optional<HostPort> bindHttp,
        Optional<String> iface,
        List<ClusterAddress> join,
        List<ClusterAddress> initialPeers,
        Optional<Boolean> awaitFounding,
        Optional<String> nodeName,
        SortedMap<String, String> labels,
        Optional<String> zoneLabel,
        Optional<Integer> maxVoters,
        Optional<Boolean> allowExecChecks,
        SortedMap<String, VipDefinition> foundingVips,
        Optional<ClusterSecret> clusterSecret,
        Optional<TlsFiles> tls,
        Optional<FailoverProfile> profile,
        Optional<LeaseTiming> timing,
        Optional<KernelFenceMode> kernelFence,
        Optional<Integer> rtPriority,
        Optional<LogFormat> logFormat,
        Optional<Level> logLevel,
        List<ConfigKey> missing) {

    private static final HostPort DEFAULT_BIND_HTTP = new HostPort("127.0.0.1", 9900);

    static Values read(SettingReader reader, List<ConfigProblem> warnings, Supplier<String> defaultNodeName) {
        Optional<ClusterAddress> bindCluster = reader.one(ConfigKey.BIND_CLUSTER, PeerAddress::parse);
        Optional<HostPort> bindHttp = orDefault(
                reader, ConfigKey.BIND_HTTP, reader.one(ConfigKey.BIND_HTTP, HostPort::parse), DEFAULT_BIND_HTTP);
        PeerRules peers = new PeerRules(reader, warnings);
        peers.checkAddresses(bindCluster, bindHttp);
        List<ClusterAddress> join = peers.readJoin(bindCluster);
        List<ClusterAddress> initialPeers = peers.readInitialPeers(bindCluster);
        Optional<Boolean> awaitFounding = peers.readAwaitFounding();
        Optional<FailoverProfile> profile = orDefault(
                reader,
                ConfigKey.FAILOVER_PROFILE,
                reader.one(ConfigKey.FAILOVER_PROFILE, text -> ValueSyntax.oneOf(FailoverProfile.class, text)),
                FailoverProfile.BALANCED);
        Optional<LeaseTiming> timing = TimingRules.read(reader, profile);
        timing.ifPresent(now -> TimingRules.checkVips(reader, now));
        return new Values(
                reader.one(ConfigKey.DATA_DIR, ValueSyntax::directory),
                bindCluster,
                bindHttp,
                reader.one(ConfigKey.IFACE, ValueSyntax::interfaceName),
                join,
                initialPeers,
                awaitFounding,
                nodeName(reader, defaultNodeName),
                LabelSyntax.read(reader),
                orDefault(
                        reader,
                        ConfigKey.ZONE_LABEL,
                        reader.one(ConfigKey.ZONE_LABEL, LabelSyntax::key),
                        VoterRules.DEFAULT_ZONE_LABEL),
                orDefault(
                        reader,
                        ConfigKey.MAX_VOTERS,
                        reader.one(ConfigKey.MAX_VOTERS, ValueSyntax::voters),
                        VoterRules.MOST_VOTERS),
                orDefault(
                        reader,
                        ConfigKey.ALLOW_EXEC_CHECKS,
                        reader.one(ConfigKey.ALLOW_EXEC_CHECKS, ValueSyntax::flag),
                        false),
                reader.vips(),
                clusterSecret(reader, warnings),
                TlsRules.read(reader, warnings),
                profile,
                timing,
                orDefault(
                        reader,
                        ConfigKey.KERNEL_FENCE,
                        reader.one(ConfigKey.KERNEL_FENCE, text -> ValueSyntax.oneOf(KernelFenceMode.class, text)),
                        KernelFenceMode.AUTO),
                orDefault(
                        reader,
                        ConfigKey.RT_PRIORITY,
                        reader.one(ConfigKey.RT_PRIORITY, ValueSyntax::realTimePriority),
                        AgentConfig.NO_RT_PRIORITY),
                orDefault(
                        reader,
                        ConfigKey.LOG_FORMAT,
                        reader.one(ConfigKey.LOG_FORMAT, text -> ValueSyntax.oneOf(LogFormat.class, text)),
                        LogFormat.TEXT),
                orDefault(
                        reader,
                        ConfigKey.LOG_LEVEL,
                        reader.one(ConfigKey.LOG_LEVEL, text -> ValueSyntax.oneOf(Level.class, text)),
                        Level.INFO),
                Arrays.stream(ConfigKey.values())
                        .filter(key -> key.required() && !reader.isGiven(key))
                        .toList());
    }

    /** The configuration; only to be asked for if there was no problem and nothing is missing. */
    AgentConfig complete() {
        return new AgentConfig(
                dataDir.orElseThrow(),
                bindCluster.orElseThrow(),
                bindHttp.orElseThrow(),
                iface.orElseThrow(),
                join,
                initialPeers,
                awaitFounding.orElseThrow(),
                nodeName.orElseThrow(),
                labels,
                zoneLabel.orElseThrow(),
                maxVoters.orElseThrow(),
                allowExecChecks.orElseThrow(),
                foundingVips,
                clusterSecret,
                tls,
                profile.orElseThrow(),
                timing.orElseThrow(),
                kernelFence.orElseThrow(),
                rtPriority.orElseThrow(),
                logFormat.orElseThrow(),
                logLevel.orElseThrow());
    }

    private static <T> Optional<T> orDefault(SettingReader reader, ConfigKey key, Optional<T> value, T otherwise) {
        return reader.isGiven(key) ? value : Optional.of(otherwise);
    }

    private static Optional<String> nodeName(SettingReader reader, Supplier<String> otherwise) {
        if (reader.isGiven(ConfigKey.NODE_NAME)) {
            return reader.one(ConfigKey.NODE_NAME, ValueSyntax::nodeName);
        }
        try {
            return Optional.of(ValueSyntax.nodeName(otherwise.get()));
        } catch (IllegalArgumentException e) {
            reader.problem(ConfigKey.NODE_NAME, "the host name " + e.getMessage() + "; give a name with --node-name");
            return Optional.empty();
        }
    }

    private static Optional<ClusterSecret> clusterSecret(SettingReader reader, List<ConfigProblem> warnings) {
        ConfigKey key = ConfigKey.CLUSTER_SECRET_FILE;
        if (!reader.isGiven(key)) {
            warnings.add(new ConfigProblem(
                    key.yaml(),
                    reader.source(key),
                    "no secret was given: anybody who can send to this agent's cluster port can take its VIPs;"
                            + " give every agent the same secret file with " + key.flag()));
            return Optional.empty();
        }
        return reader.one(key, text -> {
            ClusterSecretFile file = new ClusterSecretFile(ValueSyntax.path(text));
            ClusterSecret secret = file.read();
            if (file.isReadableByEverybody()) {
                warnings.add(new ConfigProblem(
                        key.yaml(),
                        reader.source(key),
                        text + " can be read by every user of this machine: chmod 0600 " + text));
            }
            return secret;
        });
    }
}
