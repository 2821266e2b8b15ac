package dev.quorumvip.agent.state;

import dev.quorumvip.agent.state.ClusterState.Applied;

/** When a session opens and when it ends. */
final class SessionRules {
    private SessionRules() {}

    static Applied open(ClusterState state, Command.OpenSession c) {
        Member member = state.members().get(c.session().node());
        if (member == null) {
            return state.refuse(unknownOrRemoved(state, c));
        }
        // A leaving member, too: it is given no VIP any more, but while it votes the leader must see that it lives.
        if (member.hasOpen(c.session())) {
            return state.accept();
        }
        // DESIGN invariant 7: a late duplicate of an older Open must not end a newer session.
        if (c.session().epoch() <= member.lastEpoch()) {
            return state.refuse(RefusalCause.STALE_EPOCH);
        }
        ClusterState ended = member.session()
                .map(old -> state.withoutAssignmentsOf(old, TransitionReason.NODE_RESTARTED))
                .orElse(state);
        return ClusterState.accept(
                ended.withMember(member.withSession(c.session().epoch(), true)));
    }

    static Applied expire(ClusterState state, Command.ExpireSession c) {
        // DESIGN invariant 5: closes counted under another voter set need not intersect the acks of a living lease.
        if (!state.currentVoters().version().equals(c.version())) {
            return state.refuse(RefusalCause.STALE_VOTER_SET);
        }
        Member member = state.members().get(c.session().node());
        if (member == null || !member.hasOpen(c.session())) {
            return state.refuse(RefusalCause.SESSION_NOT_OPEN);
        }
        return ClusterState.accept(state.withoutAssignmentsOf(c.session(), TransitionReason.SESSION_EXPIRED)
                .withMember(member.withSession(member.lastEpoch(), false)));
    }

    private static RefusalCause unknownOrRemoved(ClusterState state, Command.OpenSession c) {
        return state.removed().contains(c.session().node()) ? RefusalCause.MEMBER_REMOVED : RefusalCause.UNKNOWN_MEMBER;
    }
}
