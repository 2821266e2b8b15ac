package dev.quorumvip.e2e.agent;

import dev.quorumvip.e2e.net.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@code quorumvip start}.
 *
 * @param nodeName given, because the namespaces of one machine share its host name
 * @param join {@code HOST:PORT} of members; empty for none
 * @param initialPeers {@code HOST:PORT} of all founders; empty for none
 * @param more further arguments, as they are
 */
public record AgentOptions(
        String nodeName,
        Path dataDir,
        String bindCluster,
        String bindHttp,
        String interfaceName,
        List<String> join,
        List<String> initialPeers,
        Path secretFile,
        List<String> more) {
    public static final int CLUSTER_PORT = 8800;
    public static final int HTTP_PORT = 9900;

    /** Those of a node that founds a cluster alone; see {@link #joining} and {@link #foundedBy} for others. */
    public static AgentOptions alone(Node node, Path dataDir, Path secretFile) {
        return new AgentOptions(
                node.name(),
                dataDir,
                clusterAddress(node),
                "127.0.0.1:" + HTTP_PORT,
                Node.INTERFACE,
                List.of(),
                List.of(),
                secretFile,
                List.of());
    }

    /** {@code HOST:PORT} of a node's agent towards its peers. */
    public static String clusterAddress(Node node) {
        return node.address() + ":" + CLUSTER_PORT;
    }

    public AgentOptions joining(List<Node> members) {
        return new AgentOptions(
                nodeName,
                dataDir,
                bindCluster,
                bindHttp,
                interfaceName,
                addresses(members),
                initialPeers,
                secretFile,
                more);
    }

    public AgentOptions foundedBy(List<Node> founders) {
        return new AgentOptions(
                nodeName, dataDir, bindCluster, bindHttp, interfaceName, join, addresses(founders), secretFile, more);
    }

    /** With another {@code HOST:PORT} towards its peers. */
    public AgentOptions at(String otherBindCluster) {
        return new AgentOptions(
                nodeName, dataDir, otherBindCluster, bindHttp, interfaceName, join, initialPeers, secretFile, more);
    }

    public AgentOptions storedIn(Path otherDataDir) {
        return new AgentOptions(
                nodeName, otherDataDir, bindCluster, bindHttp, interfaceName, join, initialPeers, secretFile, more);
    }

    /** @param httpAddress {@code HOST:PORT} of the agent's REST face */
    public AgentOptions servingOn(String httpAddress) {
        return new AgentOptions(
                nodeName, dataDir, bindCluster, httpAddress, interfaceName, join, initialPeers, secretFile, more);
    }

    public AgentOptions withSecret(Path otherSecretFile) {
        return new AgentOptions(
                nodeName, dataDir, bindCluster, bindHttp, interfaceName, join, initialPeers, otherSecretFile, more);
    }

    public AgentOptions with(String... arguments) {
        List<String> all = new ArrayList<>(more);
        all.addAll(List.of(arguments));
        return new AgentOptions(
                nodeName,
                dataDir,
                bindCluster,
                bindHttp,
                interfaceName,
                join,
                initialPeers,
                secretFile,
                List.copyOf(all));
    }

    /** {@code start} and what follows it. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "--node-name",
                nodeName,
                "--data-dir",
                dataDir.toString(),
                "--bind-cluster",
                bindCluster,
                "--bind-http",
                bindHttp,
                "--iface",
                interfaceName,
                "--cluster-secret-file",
                secretFile.toString()));
        if (!join.isEmpty()) {
            arguments.addAll(List.of("--join", String.join(",", join)));
        }
        if (!initialPeers.isEmpty()) {
            arguments.addAll(List.of("--initial-peers", String.join(",", initialPeers)));
        }
        arguments.addAll(more);
        return arguments;
    }

    private static List<String> addresses(List<Node> nodes) {
        return nodes.stream().map(AgentOptions::clusterAddress).toList();
    }
}
