package dev.quorumvip.api;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code GET /v1/cluster}: where one agent stands. The same as in {@link NodeStatus}, without what grows with
 * the cluster.
 *
 * @param node who answers
 * @param clusterId names the cluster; null before the node belongs to one
 * @param state where the node stands
 * @param quorum whether a majority of the voters answers it
 * @param leader the Raft leader; null when none is known
 * @param timing the failover timing
 */
public record ClusterStanding(
        NodeIdentity node,
        @Nullable String clusterId,
        MembershipState state,
        QuorumStatus quorum,
        @Nullable LeaderStatus leader,
        TimingStatus timing) {}
