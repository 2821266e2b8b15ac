package dev.quorumvip.agent.leader;

import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.state.ClusterState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Since when each open session has been in the log, as far as this node has seen: those that were there when it started
 * count from then.
 *
 * <p>Not safe for use by several threads.
 */
public final class SessionAges {
    private final Map<SessionId, Long> openSince = new HashMap<>();

    /** @param now in nanoseconds of a monotonic clock */
    public void observe(ClusterState state, long now) {
        Set<SessionId> open = state.members().values().stream()
                .flatMap(member -> member.session().stream())
                .collect(Collectors.toSet());
        openSince.keySet().retainAll(open);
        open.forEach(session -> openSince.putIfAbsent(session, now));
    }

    /** When it was first seen; {@code now} for one that has not been seen yet. */
    public long since(SessionId session, long now) {
        return openSince.getOrDefault(session, now);
    }
}
