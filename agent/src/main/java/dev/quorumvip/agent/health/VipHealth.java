package dev.quorumvip.agent.health;

import java.util.Collection;

/** Whether this node can serve a VIP, as far as the VIP's checks tell. */
public enum VipHealth {
    /** No check fails, and one at least has not said yet. Whoever has no VIP should get none; nobody loses one. */
    UNKNOWN,
    /** Every check passes, or there is none. */
    PASSING,
    /** One check at least fails. */
    FAILING;

    /** What checks in these states come to. */
    public static VipHealth of(Collection<CheckState> checks) {
        if (checks.contains(CheckState.FAILING)) {
            return FAILING;
        }
        return checks.contains(CheckState.UNKNOWN) ? UNKNOWN : PASSING;
    }
}
