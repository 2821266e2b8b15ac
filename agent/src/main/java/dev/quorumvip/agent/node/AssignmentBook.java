package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is assigned to this node's present session, as voters told it.
 *
 * <p>Only grows and is only crossed out by this node itself: nobody but the holder ends an assignment while its session
 * is open, so what was true once stays true, and a voter that lags cannot take it back. A grant that was given back
 * stays crossed out (DESIGN invariant 7).
 */
final class AssignmentBook {
    private final Map<GrantNumber, AssignedVip> assigned = new TreeMap<>();
    private final Set<GrantNumber> released = new HashSet<>();
    private @Nullable List<AssignedVip> learnt;
    private @Nullable List<AssignedVip> wanted;
    private @Nullable List<AssignedVip> revoked;

    /** Takes note; true if something is new. The same list again is not looked through again. */
    boolean learn(List<AssignedVip> known) {
        if (known == learnt) {
            return false;
        }
        learnt = known;
        boolean changed = false;
        for (AssignedVip vip : known) {
            if (released.contains(vip.grant())) {
                continue;
            }
            AssignedVip before = assigned.get(vip.grant());
            // A revocation is never taken back, so a lagging voter's older word does not undo it.
            if (before == null || (vip.revoked() && !before.revoked())) {
                assigned.put(vip.grant(), vip);
                changed = true;
            }
        }
        if (changed) {
            sortAgain();
        }
        return changed;
    }

    /** What may be bound; the same list until something changes, since it is asked for with each renewal. */
    List<AssignedVip> wanted() {
        List<AssignedVip> known = wanted;
        if (known == null) {
            known = List.copyOf(
                    assigned.values().stream().filter(v -> !v.revoked()).toList());
            wanted = known;
        }
        return known;
    }

    /** What has to be taken off and given back. */
    List<AssignedVip> revoked() {
        List<AssignedVip> known = revoked;
        if (known == null) {
            known = assigned.values().stream().filter(AssignedVip::revoked).toList();
            revoked = known;
        }
        return known;
    }

    /** All that is assigned and not given back. */
    List<AssignedVip> all() {
        return List.copyOf(assigned.values());
    }

    /** Crosses a grant out for good; false if it was crossed out before. */
    boolean release(GrantNumber grant) {
        assigned.remove(grant);
        sortAgain();
        return released.add(grant);
    }

    /** A new session begins: old grants mean nothing to it. */
    void clear() {
        assigned.clear();
        released.clear();
        learnt = null;
        sortAgain();
    }

    /** When somebody asks. */
    private void sortAgain() {
        wanted = null;
        revoked = null;
    }
}
