package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import java.util.Optional;

/**
 * The right of one session to hold one VIP.
 *
 * @param address what it is a right to; a VIP that is defined anew is released and assigned again
 * @param interfaceName where to bind it; empty for the node's own default
 * @param revokedBecause why the holder was asked to release, if it was
 */
public record Assignment(
        SessionId session,
        GrantNumber grant,
        VipAddress address,
        String interfaceName,
        Optional<TransitionReason> revokedBecause) {
    /** Whether the holder was asked to release. */
    public boolean revoked() {
        return revokedBecause.isPresent();
    }

    /** The first reason stays: it is why the VIP moves. */
    Assignment withRevoked(TransitionReason because) {
        return revoked() ? this : new Assignment(session, grant, address, interfaceName, Optional.of(because));
    }
}
