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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns applied state into what concerns one node. Every renewal asks for it, and few of them after a change: so the
 * VIPs are cut into pages once for each node and change.
 */
final class Knowledges {
    /** Each voter tells a change to its holder so often, which hears it from the leader and its own replica as well. */
    private static final int TIMES = 3;

    /** From then on it is one answer in so many that has assignments. */
    private static final int SELDOM = 8;

    private static final List<List<AssignedVip>> NOTHING = List.of(List.of());

    private final AssignmentIndex assignments = new AssignmentIndex();
    private final Map<NodeId, Paged> paged = new HashMap<>();

    /** What one node is told page by page, and how often it was told any. */
    private static final class Paged {
        private final Knowledge whole;
        private final List<List<AssignedVip>> pages;
        private long told;

        Paged(Knowledge whole) {
            this.whole = whole;
            this.pages = MessagePages.assignments(whole);
        }

        /** Whether {@code other} is cut in the same way: what else is in it is as long. */
        boolean fits(Knowledge other) {
            return same(whole.assignments(), other.assignments())
                    && whole.voters().equals(other.voters());
        }

        Knowledge next(Knowledge now) {
            long turn = told++;
            if (pages.size() == 1 || turn < (long) pages.size() * TIMES) {
                return MessagePages.knowledge(now, pages, turn);
            }
            return turn % SELDOM == 0
                    ? MessagePages.knowledge(now, pages, turn / SELDOM)
                    : MessagePages.knowledge(now, NOTHING, 0);
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
                session.map(s -> assignments.of(state, s)).orElse(List.of())));
    }

    /**
     * Of all that {@code node} is to know what fits one message, another part each time. Of what is more than one part
     * assignments come rarely once all were told several times: sealing and opening full datagrams is most of what very
     * many VIPs cost while nothing happens.
     */
    Optional<Knowledge> partAbout(
            NodeId node, Consensus.Applied applied, Optional<NodeId> leader, Optional<VoterSet> fallback) {
        return about(node, applied, leader, fallback).map(whole -> {
            Paged known = paged.get(node);
            if (known == null || !known.fits(whole)) {
                known = new Paged(whole);
                paged.put(node, known);
            }
            return known.next(whole);
        });
    }

    private static MemberState memberState(ClusterState state, NodeId node) {
        if (state.members().containsKey(node)) {
            return MemberState.MEMBER;
        }
        return state.removed().contains(node) ? MemberState.REMOVED : MemberState.UNKNOWN;
    }

    /** What a holder is told of its assignment. */
    static AssignedVip assigned(Vip vip, Assignment a) {
        return new AssignedVip(
                vip.name(),
                a.grant(),
                a.addresses(),
                a.interfaceChoice(),
                a.revoked(),
                Optional.of(vip.definition().conflictPolicy()).filter(policy -> a.probeFirst()));
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == other;
    }
}
