package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.founding.Instruction;
import java.util.List;
import java.util.Optional;

/** What the addresses of this agent and of others have to do with each other. */
final class PeerRules {

    private final SettingReader reader;
    private final List<ConfigProblem> warnings;

    PeerRules(SettingReader reader, List<ConfigProblem> warnings) {
        this.reader = reader;
        this.warnings = warnings;
    }

    /** Checks this agent's two own addresses. */
    void checkAddresses(Optional<ClusterAddress> bindCluster, Optional<HostPort> bindHttp) {
        if (bindCluster.isEmpty()) {
            return;
        }
        ClusterAddress cluster = bindCluster.get();
        if (cluster.ip().isLoopbackAddress()) {
            warn(ConfigKey.BIND_CLUSTER, cluster + " is a loopback address: only agents on this machine can reach it");
        }
        bindHttp.filter(http -> http.port() == cluster.port() && overlaps(cluster, http.host()))
                .ifPresent(http -> reader.problem(
                        ConfigKey.BIND_HTTP,
                        http + " and bind-cluster " + cluster + " want the same TCP port: give them two"));
    }

    /** The members to join, without this agent itself. */
    List<ClusterAddress> readJoin(Optional<ClusterAddress> bindCluster) {
        List<ClusterAddress> join = readPeers(ConfigKey.JOIN, bindCluster);
        if (bindCluster.isEmpty() || !join.contains(bindCluster.get())) {
            return join;
        }
        if (join.size() == 1) {
            reader.problem(ConfigKey.JOIN, "names only this agent itself: name a member of the cluster");
            return List.of();
        }
        // One list for all nodes is how such lists are written, so this is no error.
        warn(ConfigKey.JOIN, bindCluster.get() + " is this agent itself, which is left out");
        return join.stream().filter(peer -> !peer.equals(bindCluster.get())).toList();
    }

    /** The founders of a new cluster. */
    List<ClusterAddress> readInitialPeers(Optional<ClusterAddress> bindCluster) {
        ConfigKey key = ConfigKey.INITIAL_PEERS;
        List<ClusterAddress> peers = readPeers(key, bindCluster);
        if (reader.isGiven(key) && reader.isGiven(ConfigKey.JOIN)) {
            reader.problem(
                    key,
                    "cannot be given together with join ("
                            + reader.source(ConfigKey.JOIN).describe()
                            + "): a node founds a cluster or joins one");
        }
        if (peers.isEmpty()) {
            return peers;
        }
        if (peers.size() > Instruction.MOST_FOUNDERS) {
            reader.problem(
                    key,
                    "names " + peers.size() + " peers, but at most " + Instruction.MOST_FOUNDERS
                            + " found a cluster; further nodes join it");
        } else if (peers.size() % 2 == 0) {
            warn(
                    key,
                    "names " + peers.size() + " peers, which bear the loss of no more nodes than " + (peers.size() - 1)
                            + " do: an odd number is better");
        }
        bindCluster
                .filter(own -> !peers.contains(own))
                .ifPresent(own -> reader.problem(key, "does not contain this agent's own bind-cluster address " + own));
        return peers;
    }

    /** Whether this agent waits to be told what the other two settings say. */
    Optional<Boolean> readAwaitFounding() {
        ConfigKey key = ConfigKey.AWAIT_FOUNDING;
        Optional<Boolean> waits = reader.isGiven(key) ? reader.one(key, ValueSyntax::flag) : Optional.of(false);
        if (waits.filter(w -> w).isPresent()) {
            for (ConfigKey other : List.of(ConfigKey.JOIN, ConfigKey.INITIAL_PEERS)) {
                if (reader.isGiven(other)) {
                    reader.problem(
                            key,
                            "cannot be given together with " + other.yaml() + " ("
                                    + reader.source(other).describe()
                                    + "): a node is told how it gets into a cluster, or has it in its configuration");
                }
            }
        }
        return waits;
    }

    private List<ClusterAddress> readPeers(ConfigKey key, Optional<ClusterAddress> bindCluster) {
        List<ClusterAddress> peers = reader.list(key, PeerAddress::parse);
        if (reader.isGiven(key) && reader.isEmptyList(key)) {
            reader.problem(key, "is an empty list: name at least one peer, or leave it out");
        }
        bindCluster.ifPresent(own -> peers.stream()
                .filter(peer -> PeerAddress.isIpv6(peer.ip()) != PeerAddress.isIpv6(own.ip()))
                .forEach(peer -> reader.problem(
                        key,
                        peer + " is an " + family(peer) + " address, but bind-cluster " + own + " is an " + family(own)
                                + " address: agents of one cluster speak one of the two")));
        return peers;
    }

    private void warn(ConfigKey key, String reason) {
        warnings.add(new ConfigProblem(key.yaml(), reader.source(key), reason));
    }

    /** Whether both would be bound to the same address, as far as can be told without a name server. */
    private static boolean overlaps(ClusterAddress cluster, String httpHost) {
        return httpHost.equals("0.0.0.0")
                || httpHost.equals("0:0:0:0:0:0:0:0")
                || httpHost.equals(cluster.ip().getHostAddress())
                || (httpHost.equals("localhost") && cluster.ip().isLoopbackAddress());
    }

    private static String family(ClusterAddress endpoint) {
        return PeerAddress.isIpv6(endpoint.ip()) ? "IPv6" : "IPv4";
    }
}
