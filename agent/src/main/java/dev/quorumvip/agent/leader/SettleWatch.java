package dev.quorumvip.agent.leader;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a voter-set change settled: asks the voters of the set before it, until a majority of them have promised to
 * acknowledge nothing under it any more and all they acknowledged has run out.
 */
public final class SettleWatch {
    private final long askAgainNanos;
    private @Nullable VoterSetVersion watched;
    private final Set<NodeId> promised = new HashSet<>();
    private boolean asked;
    private long askedAt;

    /** @param askAgainNanos how long to wait for answers before asking again */
    public SettleWatch(long askAgainNanos) {
        this.askAgainNanos = askAgainNanos;
    }

    /**
     * @param settling the voter set before the current one, while its change has not settled
     * @return the set whose voters are to be asked now to settle its version
     */
    public Optional<VoterSet> tick(Optional<VoterSet> settling, long now) {
        if (settling.isEmpty()) {
            clear();
            return Optional.empty();
        }
        VoterSet former = settling.get();
        if (!former.version().equals(watched)) {
            clear();
            watched = former.version();
        }
        if (asked && now - askedAt < askAgainNanos) {
            return Optional.empty();
        }
        asked = true;
        askedAt = now;
        return settling;
    }

    /** A voter of the former set keeps its promise and owes nothing under {@code version} any more. */
    public void settled(NodeId voter, VoterSetVersion version) {
        if (version.equals(watched)) {
            promised.add(voter);
        }
    }

    /** Whether a majority of the former set settled. */
    public boolean ready(VoterSet former) {
        return former.version().equals(watched) && former.isMajority(promised);
    }

    /** Forgets everything; on losing leadership. */
    public void clear() {
        watched = null;
        promised.clear();
        asked = false;
    }
}
