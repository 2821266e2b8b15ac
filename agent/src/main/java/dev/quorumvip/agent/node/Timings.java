package dev.quorumvip.agent.node;

import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;

/** Whether a node's leases are those that a VIP needs. A lease is a node's, so a VIP cannot have one of its own. */
final class Timings {
    private Timings() {}

    /** Whether a node with this timing may hold it. */
    static boolean suit(VipDefinition definition, LeaseTiming timing) {
        return definition
                .failoverProfile()
                .map(needed -> FailoverProfile.valueOf(needed.name()))
                .filter(needed -> !needed.timing().equals(timing))
                .isEmpty();
    }
}
