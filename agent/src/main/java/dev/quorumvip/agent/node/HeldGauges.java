package dev.quorumvip.agent.node;

import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.state.VipChanges.Changed;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Shows by VIP whether this node has it: one gauge for each VIP there is, and for each that is held. */
final class HeldGauges {
    private final AgentMetrics metrics;
    private final Set<String> defined = new HashSet<>();
    private Set<String> held = Set.of();

    HeldGauges(AgentMetrics metrics) {
        this.metrics = metrics;
    }

    /** The log has these VIPs, or has them no more. */
    void observe(Collection<Changed> changes) {
        for (Changed vip : changes) {
            if (vip.after().isEmpty()) {
                defined.remove(vip.name());
                show(vip.name());
            } else if (defined.add(vip.name())) {
                show(vip.name());
            }
        }
    }

    /** All that is held now. */
    void holding(Collection<Held> now) {
        Set<String> before = held;
        held = new HashSet<>();
        now.forEach(each -> held.add(each.vip().vip()));
        before.stream().filter(vip -> !held.contains(vip)).forEach(this::show);
        held.stream().filter(vip -> !before.contains(vip)).forEach(this::show);
    }

    private void show(String vip) {
        boolean here = held.contains(vip);
        if (here || defined.contains(vip)) {
            metrics.holds(vip, here);
        } else {
            metrics.forget(vip);
        }
    }
}
