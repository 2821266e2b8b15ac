package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
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
 * @param nodeName this machine's name in status and logs, a DNS label
 * @param labels what VIPs may ask of this node
 * @param allowExecChecks whether health checks may run programs
 * @param foundingVips what a cluster begins with that this agent founds
 * @param clusterSecret what the agents of a cluster share; without one, anybody may speak for an agent
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
        String nodeName,
        SortedMap<String, String> labels,
        boolean allowExecChecks,
        SortedMap<String, VipDefinition> foundingVips,
        Optional<ClusterSecret> clusterSecret,
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
