package dev.quorumvip.operator.vip;

import dev.quorumvip.operator.quorum.QuorumView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds VIPs that belong to a VirtualIP which is no more: its finalizer was taken away by hand, or a definition that was
 * on its way when it was deleted came late. They are left alone for a while, since what is known of resources may lag.
 */
public final class Orphans {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A VIP, and whom the agents know it to belong to. */
    public record Orphan(String vip, String owner) {}

    private final Map<Orphan, Long> since = new HashMap<>();

    /**
     * Those that have been orphans for {@link #PATIENCE}.
     *
     * @param owners whom VIPs may belong to: one for each VirtualIP there is
     * @param now by a monotonic clock, in ns
     */
    public List<Orphan> find(QuorumView view, Set<String> owners, long now) {
        List<Orphan> orphans = new ArrayList<>();
        view.vips().forEach((name, status) -> {
            String owner = status.spec().owner();
            if (owner != null && Definitions.isVirtualIp(owner) && !owners.contains(owner) && !status.beingDeleted()) {
                orphans.add(new Orphan(name, owner));
            }
        });
        if (!view.confirmed()) {
            return List.of();
        }
        since.keySet().retainAll(orphans);
        orphans.forEach(orphan -> since.putIfAbsent(orphan, now));
        return orphans.stream()
                .filter(orphan -> now - since.getOrDefault(orphan, now) >= PATIENCE.toNanos())
                .toList();
    }
}
