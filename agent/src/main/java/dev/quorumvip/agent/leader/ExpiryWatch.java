package dev.quorumvip.agent.leader;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.protocol.CloseVerdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings lapsed sessions to their end.
 *
 * <pre>
 * After a session lapsed in the leader's own table: every voter is asked whether it would close it.
 * After a majority would: every voter is asked to close it, for good.
 * After a majority did: the session is ready to be expired.
 * After it renews again, or the voter set changes: all begins anew.
 * </pre>
 *
 * The question before the closing keeps a session that only the leader lost sight of from being closed by a minority,
 * which could never be undone.
 */
public final class ExpiryWatch {
    private final long askAgainNanos;
    private final Map<SessionId, Case> cases = new TreeMap<>();

    /** @param askAgainNanos how long to wait for answers before asking again */
    public ExpiryWatch(long askAgainNanos) {
        this.askAgainNanos = askAgainNanos;
    }

    /** To every voter: {@code Close} for this session. */
    public record Ask(SessionId session, VoterSetVersion version, boolean dryRun) {}

    /**
     * Looks at what has lapsed.
     *
     * @param lapsed open sessions that the leader itself owes no promise
     * @return what to ask every voter now
     */
    public List<Ask> tick(Collection<SessionId> lapsed, VoterSet voters, long now) {
        cases.keySet().retainAll(lapsed);
        List<Ask> asks = new ArrayList<>();
        for (SessionId session : lapsed) {
            Case open = cases.get(session);
            if (open == null || !open.voters.version().equals(voters.version())) {
                open = new Case(voters);
                cases.put(session, open);
            }
            if (!open.asked || now - open.askedAt >= askAgainNanos) {
                open.asked = true;
                open.askedAt = now;
                asks.add(new Ask(session, voters.version(), !open.committing));
            }
        }
        return asks;
    }

    /**
     * A voter answered.
     *
     * @return true if the majority for the next step is complete by it: ask {@link #tick} again, or take {@link #ready}
     */
    public boolean answered(
            NodeId voter, SessionId session, VoterSetVersion version, boolean dryRun, CloseVerdict verdict) {
        Case open = cases.get(session);
        if (open == null || !open.voters.version().equals(version) || verdict != CloseVerdict.CLOSED) {
            return false;
        }
        if (!dryRun) {
            open.closed.add(voter);
            return open.voters.isMajority(open.closed);
        }
        open.willing.add(voter);
        if (open.committing || !open.voters.isMajority(open.willing)) {
            return false;
        }
        open.committing = true;
        open.asked = false;
        return true;
    }

    /** Sessions that a majority of the given set's voters have closed. */
    public List<SessionId> ready(VoterSetVersion version) {
        return cases.entrySet().stream()
                .filter(e -> e.getValue().voters.version().equals(version))
                .filter(e -> e.getValue().voters.isMajority(e.getValue().closed))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether any session is on its way to its end. */
    public boolean busy() {
        return !cases.isEmpty();
    }

    /** Forgets everything; on losing leadership. */
    public void clear() {
        cases.clear();
    }

    private static final class Case {
        private final VoterSet voters;
        private final Set<NodeId> willing = new HashSet<>();
        private final Set<NodeId> closed = new HashSet<>();
        private boolean committing;
        private boolean asked;
        private long askedAt;

        Case(VoterSet voters) {
            this.voters = voters;
        }
    }
}
