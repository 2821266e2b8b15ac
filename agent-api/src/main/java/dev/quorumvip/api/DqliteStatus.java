package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Body of {@code GET /status}, in dqlite-vip's shape.
 *
 * @param id the answering member's number, below 2^53
 * @param leaderId the Raft leader's number; 0 when none is known
 * @param isLeader whether the answering member leads
 * @param clusterMembers every member
 */
public record DqliteStatus(
        long id,
        @JsonProperty("leader_id") long leaderId,
        @JsonProperty("is_leader") boolean isLeader,
        @JsonProperty("cluster_members") List<Member> clusterMembers) {
    public DqliteStatus {
        clusterMembers = List.copyOf(clusterMembers);
    }

    /** The same facts as in {@code status}, in dqlite-vip's words. */
    public static DqliteStatus of(NodeStatus status) {
        long self = status.node().id();
        LeaderStatus leader = status.leader();
        long leaderId = leader == null ? 0 : leader.id();
        List<Member> members = status.members().stream()
                .map(member -> new Member(member.id(), member.address(), member.role()))
                .toList();
        return new DqliteStatus(self, leaderId, leader != null && leaderId == self, members);
    }

    /**
     * One of {@code cluster_members}.
     *
     * @param id its number, below 2^53
     * @param address {@code host:port} it is reached by
     * @param role its part in the quorum
     */
    public record Member(long id, String address, Role role) {}
}
