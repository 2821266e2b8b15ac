package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A VIP: what is wanted, and who may hold it.
 *
 * @param deleted wanted no more, and waiting for its holder's release
 * @param lastHolder who was assigned it most recently
 * @param unassignedBecause why the last assignment ended, while there is none
 * @param transitions how many assignments there have been
 */
public record Vip(
        String name,
        VipAddress address,
        String interfaceName,
        boolean deleted,
        Optional<Assignment> assignment,
        Optional<NodeId> lastHolder,
        Optional<TransitionReason> unassignedBecause,
        long transitions,
        Optional<Transition> lastTransition) {

    static Vip defined(String name, VipAddress address, String interfaceName) {
        return new Vip(
                name,
                address,
                interfaceName,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty());
    }

    /** Whether {@code ip} may be on some interface because of this VIP, or is about to. */
    boolean occupies(InetAddress ip) {
        return (!deleted && address.ip().equals(ip))
                || assignment.filter(a -> a.address().ip().equals(ip)).isPresent();
    }

    Vip withDefinition(VipAddress newAddress, String newInterfaceName) {
        boolean moved = !(newAddress.equals(address) && newInterfaceName.equals(interfaceName));
        Optional<Assignment> kept = moved || deleted ? revoked(TransitionReason.VIP_CHANGED) : assignment;
        return new Vip(
                name,
                newAddress,
                newInterfaceName,
                false,
                kept,
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition);
    }

    Vip withDeleted() {
        return new Vip(
                name,
                address,
                interfaceName,
                true,
                revoked(TransitionReason.VIP_DELETED),
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition);
    }

    Vip withAssignment(Assignment next, Transition transition) {
        return new Vip(
                name,
                address,
                interfaceName,
                deleted,
                Optional.of(next),
                Optional.of(next.session().node()),
                Optional.empty(),
                transitions + 1,
                Optional.of(transition));
    }

    Vip withRevoked(TransitionReason because) {
        return new Vip(
                name,
                address,
                interfaceName,
                deleted,
                revoked(because),
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition);
    }

    Vip withoutAssignment(TransitionReason because) {
        return new Vip(
                name,
                address,
                interfaceName,
                deleted,
                Optional.empty(),
                lastHolder,
                Optional.of(because),
                transitions,
                lastTransition);
    }

    Vip withTiming(TransitionTiming timing) {
        return new Vip(
                name,
                address,
                interfaceName,
                deleted,
                assignment,
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition.map(t -> t.withTiming(timing)));
    }

    private Optional<Assignment> revoked(TransitionReason because) {
        return assignment.map(a -> a.withRevoked(because));
    }
}
