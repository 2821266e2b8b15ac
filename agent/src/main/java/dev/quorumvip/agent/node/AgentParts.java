package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.holder.Announcer;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.membership.VoterRules;
import dev.quorumvip.agent.metrics.AgentMetrics;
import java.time.InstantSource;
import java.util.SortedMap;

/**
 * What the desks work with: the ports to the outside, and the few numbers and names that are the same for all of them.
 *
 * @param address this node's cluster port
 * @param interfaceName where VIPs are bound that name no interface themselves
 * @param labels what VIPs may ask of this node
 * @param voterRules how many members vote while this one leads, and which
 * @param checks runs this node's health checks
 */
record AgentParts(
        NodeId self,
        ClusterAddress address,
        AgentLoop loop,
        MonotonicClock clock,
        InstantSource wallClock,
        Outbox outbox,
        Consensus consensus,
        Journal journal,
        VoterDesk voterDesk,
        AddressTable addresses,
        LinkTable links,
        Announcer announcer,
        Fence fence,
        LeaseTiming timing,
        String interfaceName,
        SortedMap<String, String> labels,
        VoterRules voterRules,
        AbilityDesk.Checks checks,
        AgentMetrics metrics) {}
