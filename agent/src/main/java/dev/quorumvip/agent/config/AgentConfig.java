package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.event.Level;

/**
 * All an agent is told when it starts, valid as a whole.
 *
 * @param dataDir where the agent keeps what it must not forget
 * @param bindCluster this agent's own address for its peers: TCP for the log, UDP for the leases, one port number
 * @param bindHttp where the REST endpoints listen
 * @param iface the interface that carries the VIPs
 * @param join members of a cluster to join, never this agent itself; empty if none were given
 * @param initialPeers the founders of a new cluster, this agent among them; empty if none were given. At most one of
 *     {@code join} and {@code initialPeers} has entries
 * @param awaitFounding whether an agent that belongs to no cluster waits to be told with whom to found one, or which to
 *     join; neither {@code join} nor {@code initialPeers} has entries then
 * @param nodeName this machine's name in status and logs, as {@link dev.quorumvip.agent.cluster.NodeName} has it
 * @param labels what VIPs may ask of this node
 * @param zoneLabel the label of members that says in which zone each is, over which voters are spread
 * @param maxVoters how many members vote at most, while this one leads; odd, 1 to 7
 * @param allowExecChecks whether health checks may run programs
 * @param foundingVips what a cluster begins with that this agent founds
 * @param clusterSecret what the agents of a cluster share; without one, anybody may speak for an agent
 * @param tls where this agent's certificate is, its key, and the CA; empty for REST and Raft in clear
 * @param failoverProfile the profile that {@code timing} started from
 * @param timing lease duration and renewal interval, from the profile or given one by one
 * @param kernelFence whether deadlines are to be kept by the kernel, to the millisecond
 * @param rtPriority 1 to 99 for real-time scheduling of the threads that keep leases, {@value #NO_RT_PRIORITY} for none
 * @param logFormat text or JSON lines
 * @param logLevel the level of the agent's own loggers
 */
public record AgentConfig(
        Path dataDir,
        ClusterAddress bindCluster,
        HostPort bindHttp,
        String iface,
        List<ClusterAddress> join,
        List<ClusterAddress> initialPeers,
        boolean awaitFounding,
        String nodeName,
        SortedMap<String, String> labels,
        String zoneLabel,
        int maxVoters,
        boolean allowExecChecks,
        SortedMap<String, VipDefinition> foundingVips,
        Optional<ClusterSecret> clusterSecret,
        Optional<TlsFiles> tls,
        FailoverProfile failoverProfile,
        LeaseTiming timing,
        KernelFenceMode kernelFence,
        int rtPriority,
        LogFormat logFormat,
        Level logLevel) {

    /** The lease's threads are scheduled like all others. */
    public static final int NO_RT_PRIORITY = 0;

    public AgentConfig {
        join = List.copyOf(join);
        initialPeers = List.copyOf(initialPeers);
        foundingVips = Collections.unmodifiableSortedMap(new TreeMap<>(foundingVips));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
