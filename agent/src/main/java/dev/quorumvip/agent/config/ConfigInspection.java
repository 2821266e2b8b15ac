package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.tls.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What could be understood of a configuration that need be neither complete nor right; for {@code doctor}.
 *
 * @param dataDir see {@link AgentConfig}; empty if not given or wrong, like all that follow
 * @param bindCluster see {@link AgentConfig}
 * @param bindHttp see {@link AgentConfig}; the default if not given
 * @param iface see {@link AgentConfig}
 * @param tls see {@link AgentConfig}
 * @param peers the entries of {@code join} and {@code initial-peers} without this agent itself
 * @param missing required settings that nobody gave
 * @param problems everything wrong with what was given
 * @param warnings everything that works but should be looked at
 */
public record ConfigInspection(
        Optional<Path> dataDir,
        Optional<ClusterAddress> bindCluster,
        Optional<HostPort> bindHttp,
        Optional<String> iface,
        Optional<TlsFiles> tls,
        List<ClusterAddress> peers,
        List<ConfigKey> missing,
        List<ConfigProblem> problems,
        List<ConfigProblem> warnings) {

    public ConfigInspection {
        peers = List.copyOf(peers);
        missing = List.copyOf(missing);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }
}
