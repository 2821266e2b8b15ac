package dev.quorumvip.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code GET /v1/status}: all that one agent can vouch for.
 *
 * @param node who answers
 * @param clusterId names the cluster; null before the node belongs to one
 * @param state where the node stands
 * @param quorum whether a majority of the voters answers it
 * @param leader the Raft leader; null when none is known
 * @param voterSetVersion the version of the voter set this node has applied; 0 before there is one
 * @param session this node's session; null when it has none
 * @param timing the failover timing
 * @param fence what takes an address out of service at the deadline, from fast to sure
 * @param rebalancing whether virtual IPs are moved to spread them evenly
 * @param vips every virtual IP
 * @param members every member
 * @param warnings sentences for people, each with what to do
 */
public record NodeStatus(
        NodeIdentity node,
        @Nullable String clusterId,
        MembershipState state,
        QuorumStatus quorum,
        @Nullable LeaderStatus leader,
        long voterSetVersion,
        @Nullable SessionStatus session,
        TimingStatus timing,
        List<FenceLayer> fence,
        RebalanceStatus rebalancing,
        List<VipStatus> vips,
        List<MemberStatus> members,
        List<String> warnings) {
    public NodeStatus {
        fence = List.copyOf(fence);
        vips = List.copyOf(vips);
        members = List.copyOf(members);
        warnings = List.copyOf(warnings);
    }
}
