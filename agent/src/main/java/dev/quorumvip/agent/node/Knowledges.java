package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Vip;
import java.util.List;
import java.util.Optional;

/** Turns applied state into what concerns one node. */
final class Knowledges {
    private Knowledges() {}

    /**
     * @param fallback the newest voter set heard of, for a node that has applied nothing itself
     * @return empty if this node knows of no voter set at all
     */
    static Optional<Knowledge> about(
            NodeId node, Consensus.Applied applied, Optional<NodeId> leader, Optional<VoterSet> fallback) {
        ClusterState state = applied.state();
        if (state.voters().isEmpty()) {
            return fallback.map(v -> new Knowledge(node, 0, leader, v, MemberState.UNKNOWN, 0, List.of()));
        }
        Optional<SessionId> session = state.member(node).flatMap(Member::session);
        return Optional.of(new Knowledge(
                node,
                applied.index(),
                leader,
                state.voters().get(),
                memberState(state, node),
                session.map(SessionId::epoch).orElse(0L),
                session.map(s -> assignedTo(state, s)).orElse(List.of())));
    }

    private static MemberState memberState(ClusterState state, NodeId node) {
        if (state.members().containsKey(node)) {
            return MemberState.MEMBER;
        }
        return state.removed().contains(node) ? MemberState.REMOVED : MemberState.UNKNOWN;
    }

    static List<AssignedVip> assignedTo(ClusterState state, SessionId session) {
        return state.vips().values().stream()
                .filter(v ->
                        v.assignment().filter(a -> a.session().equals(session)).isPresent())
                .map(Knowledges::toAssigned)
                .toList();
    }

    /** As its holder is told of it; there must be one. */
    static AssignedVip toAssigned(Vip vip) {
        return vip.assignment()
                .map(a -> new AssignedVip(
                        vip.name(),
                        a.grant(),
                        a.addresses(),
                        a.interfaceChoice(),
                        a.revoked(),
                        Optional.of(vip.definition().conflictPolicy()).filter(policy -> a.probeFirst())))
                .orElseThrow();
    }
}
