package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import java.util.List;
import java.util.Optional;

/**
 * The right of one session to hold one VIP.
 *
 * @param addresses what it is a right to; a VIP that is defined anew with others is released and assigned again
 * @param interfaceChoice where to bind them
 * @param probeFirst whether to ask the segment first if anybody else has them: nobody of the cluster has had them yet
 * @param revokedBecause why the holder was asked to release, if it was
 */
public record Assignment(
        SessionId session,
        GrantNumber grant,
        List<VipAddress> addresses,
        InterfaceChoice interfaceChoice,
        boolean probeFirst,
        Optional<TransitionReason> revokedBecause) {
    public Assignment {
        addresses = List.copyOf(addresses);
    }

    /** Whether the holder was asked to release. */
    public boolean revoked() {
        return revokedBecause.isPresent();
    }

    /** The first reason stays: it is why the VIP moves. */
    Assignment withRevoked(TransitionReason because) {
        return revoked()
                ? this
                : new Assignment(session, grant, addresses, interfaceChoice, probeFirst, Optional.of(because));
    }
}
