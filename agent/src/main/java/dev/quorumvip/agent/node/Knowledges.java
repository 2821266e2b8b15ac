package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.MessagePages;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Vip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns applied state into what concerns one node. Every renewal asks for it, and few of them after a change: so the
 * VIPs are looked through once for each state, and cut into pages once for each node.
 */
final class Knowledges {
    private final Map<SessionId, List<AssignedVip>> bySession = new HashMap<>();
    private final Map<NodeId, Paged> paged = new HashMap<>();
    private @Nullable Object indexed;

    private record Paged(Knowledge whole, List<List<AssignedVip>> pages) {
        /** Whether {@code other} is cut in the same way: what else is in it is as long. */
        boolean fits(Knowledge other) {
            return same(whole.assignments(), other.assignments())
                    && whole.voters().equals(other.voters());
        }
    }

    /**
     * All that {@code node} is to know.
     *
     * @param fallback the newest voter set heard of, for a node that has applied nothing itself
     * @return empty if this node knows of no voter set at all
     */
    Optional<Knowledge> about(
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

    /** Of all that {@code node} is to know what fits one message, another part each turn. */
    Optional<Knowledge> partAbout(
            NodeId node, Consensus.Applied applied, Optional<NodeId> leader, Optional<VoterSet> fallback, long turn) {
        return about(node, applied, leader, fallback).map(whole -> {
            Paged known = paged.get(node);
            if (known == null || !known.fits(whole)) {
                known = new Paged(whole, MessagePages.assignments(whole));
                paged.put(node, known);
            }
            return MessagePages.knowledge(whole, known.pages, turn);
        });
    }

    private static MemberState memberState(ClusterState state, NodeId node) {
        if (state.members().containsKey(node)) {
            return MemberState.MEMBER;
        }
        return state.removed().contains(node) ? MemberState.REMOVED : MemberState.UNKNOWN;
    }

    private List<AssignedVip> assignedTo(ClusterState state, SessionId session) {
        if (!same(state.vips(), indexed)) {
            bySession.clear();
            state.vips()
                    .values()
                    .forEach(vip -> vip.assignment()
                            .ifPresent(a -> bySession
                                    .computeIfAbsent(a.session(), open -> new ArrayList<>())
                                    .add(assigned(vip, a))));
            bySession.replaceAll((open, vips) -> List.copyOf(vips));
            indexed = state.vips();
        }
        return bySession.getOrDefault(session, List.of());
    }

    /** What a holder is told of its assignment. */
    static AssignedVip assigned(Vip vip, Assignment a) {
        return new AssignedVip(vip.name(), a.grant(), a.addresses(), a.interfaceChoice(), a.revoked());
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == other;
    }
}
