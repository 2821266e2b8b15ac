package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A VIP: what is wanted, and who may hold it.
 *
 * @param number of this definition of it
 * @param deleted wanted no more, and waiting for its holder's release
 * @param target where somebody asked it to go, until it is assigned again
 * @param lastHolder who was assigned it most recently
 * @param unassignedBecause why the last assignment ended, while there is none
 * @param transitions how many assignments there have been
 * @param claimed whether a node has had its addresses bound since they became wanted: the first that is to bind them asks
 *     the segment before, the others need not
 * @param conflict who else has one of its addresses, as far as is known
 */
public record Vip(
        String name,
        DefinitionNumber number,
        VipDefinition definition,
        boolean deleted,
        Optional<Assignment> assignment,
        Optional<NodeId> target,
        Optional<NodeId> lastHolder,
        Optional<TransitionReason> unassignedBecause,
        long transitions,
        Optional<Transition> lastTransition,
        boolean claimed,
        Optional<VipConflict> conflict) {
    static Vip defined(String name, DefinitionNumber number, VipDefinition definition) {
        return new Vip(
                name,
                number,
                definition,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** Who may hold it now. */
    public Optional<NodeId> holder() {
        return assignment.map(a -> a.session().node());
    }

    Vip withDefinition(DefinitionNumber newNumber, VipDefinition next) {
        Optional<Assignment> kept =
                deleted || !next.bindsAs(definition) ? revoked(TransitionReason.VIP_CHANGED) : assignment;
        boolean sameAddresses = !deleted && ips(definition).containsAll(ips(next));
        return new Vip(
                name,
                newNumber,
                next,
                false,
                kept,
                target,
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition,
                claimed && sameAddresses,
                conflict.filter(c -> ips(next).contains(c.address())));
    }

    Vip withDeleted() {
        return new Vip(
                name,
                number,
                definition,
                true,
                revoked(TransitionReason.VIP_DELETED),
                Optional.empty(),
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition,
                claimed,
                conflict);
    }

    Vip withTarget(NodeId to) {
        return new Vip(
                name,
                number,
                definition,
                deleted,
                assignment,
                Optional.of(to),
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition,
                claimed,
                conflict);
    }

    Vip withoutTarget() {
        return new Vip(
                name,
                number,
                definition,
                deleted,
                assignment,
                Optional.empty(),
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition,
                claimed,
                conflict);
    }

    Vip withAssignment(Assignment next, Transition transition) {
        return new Vip(
                name,
                number,
                definition,
                deleted,
                Optional.of(next),
                Optional.empty(),
                Optional.of(next.session().node()),
                Optional.empty(),
                transitions + 1,
                Optional.of(transition),
                claimed,
                conflict);
    }

    Vip withRevoked(TransitionReason because) {
        return new Vip(
                name,
                number,
                definition,
                deleted,
                revoked(because),
                target,
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition,
                claimed,
                conflict);
    }

    Vip withoutAssignment(TransitionReason because) {
        return new Vip(
                name,
                number,
                definition,
                deleted,
                Optional.empty(),
                target,
                lastHolder,
                Optional.of(because),
                transitions,
                lastTransition,
                claimed,
                conflict);
    }

    Vip withTiming(TransitionTiming timing) {
        return new Vip(
                name,
                number,
                definition,
                deleted,
                assignment,
                target,
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition.map(t -> t.withTiming(timing)),
                claimed || stands(),
                conflict.filter(c -> c.kind() != ConflictKind.BEFORE_CLAIM || !stands()));
    }

    Vip withConflict(Optional<VipConflict> now) {
        return new Vip(
                name,
                number,
                definition,
                deleted,
                assignment,
                target,
                lastHolder,
                unassignedBecause,
                transitions,
                lastTransition,
                claimed,
                now);
    }

    private static Set<InetAddress> ips(VipDefinition definition) {
        return definition.addresses().stream().map(VipAddress::ip).collect(Collectors.toSet());
    }

    private boolean stands() {
        return assignment.filter(a -> !a.revoked()).isPresent();
    }

    private Optional<Assignment> revoked(TransitionReason because) {
        return assignment.map(a -> a.withRevoked(because));
    }
}
