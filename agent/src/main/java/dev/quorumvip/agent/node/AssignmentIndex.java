package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipChanges;
import dev.quorumvip.agent.state.VipChanges.Changed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is assigned to each session, by name of VIP. A session to which a change of the state does nothing keeps the very
 * list it had, so that who has dealt with that need not look through it again.
 */
final class AssignmentIndex {
    private final Map<SessionId, SortedMap<String, AssignedVip>> bySession = new HashMap<>();
    private final Map<SessionId, List<AssignedVip>> lists = new HashMap<>();
    private ClusterState indexed = ClusterState.unfounded();

    /** What is assigned to {@code session} in that state, which may be any, though the next one after the last is cheap. */
    List<AssignedVip> of(ClusterState state, SessionId session) {
        VipChanges.between(indexed, state).forEach(this::take);
        indexed = state;
        SortedMap<String, AssignedVip> vips = bySession.get(session);
        return vips == null ? List.of() : lists.computeIfAbsent(session, s -> List.copyOf(vips.values()));
    }

    private void take(Changed vip) {
        vip.before().flatMap(Vip::assignment).ifPresent(was -> {
            boolean stays = vip.after()
                    .flatMap(Vip::assignment)
                    .filter(is -> is.session().equals(was.session()))
                    .isPresent();
            if (!stays) {
                remove(was.session(), vip.name());
            }
        });
        vip.after()
                .ifPresent(is -> is.assignment()
                        .ifPresent(assignment -> put(assignment.session(), Knowledges.assigned(is, assignment))));
    }

    private void put(SessionId session, AssignedVip vip) {
        AssignedVip before =
                bySession.computeIfAbsent(session, none -> new TreeMap<>()).put(vip.vip(), vip);
        if (!vip.equals(before)) {
            lists.remove(session);
        }
    }

    private void remove(SessionId session, String name) {
        bySession.computeIfPresent(session, (s, vips) -> {
            vips.remove(name);
            return vips.isEmpty() ? null : vips;
        });
        lists.remove(session);
    }
}
