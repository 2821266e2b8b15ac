package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** The addresses it is defined with, and those that its holder may still have on an interface. */
    Set<InetAddress> occupied() {
        Stream<VipAddress> defined = deleted ? Stream.empty() : definition.addresses().stream();
        return ips(Stream.concat(defined, assignment.stream().flatMap(a -> a.addresses().stream())));
    }

    Vip withDefinition(DefinitionNumber newNumber, VipDefinition next) {
        Optional<Assignment> kept =
                deleted || !next.bindsAs(definition) ? revoked(TransitionReason.VIP_CHANGED) : assignment;
        boolean sameAddresses = !deleted && ips(definition).containsAll(ips(next));
        return with(copy -> {
            copy.number = newNumber;
            copy.definition = next;
            copy.deleted = false;
            copy.assignment = kept;
            copy.claimed = claimed && sameAddresses;
            copy.conflict = conflict.filter(c -> ips(next).contains(c.address()));
        });
    }

    Vip withDeleted() {
        return with(copy -> {
            copy.deleted = true;
            copy.assignment = revoked(TransitionReason.VIP_DELETED);
            copy.target = Optional.empty();
        });
    }

    Vip withTarget(NodeId to) {
        return with(copy -> copy.target = Optional.of(to));
    }

    Vip withoutTarget() {
        return with(copy -> copy.target = Optional.empty());
    }

    Vip withAssignment(Assignment next, Transition transition) {
        return with(copy -> {
            copy.assignment = Optional.of(next);
            copy.target = Optional.empty();
            copy.lastHolder = Optional.of(next.session().node());
            copy.unassignedBecause = Optional.empty();
            copy.transitions = transitions + 1;
            copy.lastTransition = Optional.of(transition);
        });
    }

    Vip withRevoked(TransitionReason because) {
        return with(copy -> copy.assignment = revoked(because));
    }

    Vip withoutAssignment(TransitionReason because) {
        return with(copy -> {
            copy.assignment = Optional.empty();
            copy.unassignedBecause = Optional.of(because);
        });
    }

    Vip withTiming(TransitionTiming timing) {
        return with(copy -> {
            copy.lastTransition = lastTransition.map(t -> t.withTiming(timing));
            copy.claimed = claimed || stands();
            copy.conflict = conflict.filter(c -> c.kind() != ConflictKind.BEFORE_CLAIM || !stands());
        });
    }

    Vip withConflict(Optional<VipConflict> now) {
        return with(copy -> copy.conflict = now);
    }

    private static Set<InetAddress> ips(VipDefinition definition) {
        return ips(definition.addresses().stream());
    }

    private static Set<InetAddress> ips(Stream<VipAddress> addresses) {
        return addresses.map(VipAddress::ip).collect(Collectors.toSet());
    }

    private boolean stands() {
        return assignment.filter(a -> !a.revoked()).isPresent();
    }

    private Optional<Assignment> revoked(TransitionReason because) {
        return assignment.map(a -> a.withRevoked(because));
    }

    private Vip with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.done();
    }

    /** Another one in the making: what changes stands alone where it changes. */
    private static final class Copy {
        private String name;
        private DefinitionNumber number;
        private VipDefinition definition;
        private boolean deleted;
        private Optional<Assignment> assignment;
        private Optional<NodeId> target;
        private Optional<NodeId> lastHolder;
        private Optional<TransitionReason> unassignedBecause;
        private long transitions;
        private Optional<Transition> lastTransition;
        private boolean claimed;
        private Optional<VipConflict> conflict;

        Copy(Vip from) {
            this.name = from.name;
            this.number = from.number;
            this.definition = from.definition;
            this.deleted = from.deleted;
            this.assignment = from.assignment;
            this.target = from.target;
            this.lastHolder = from.lastHolder;
            this.unassignedBecause = from.unassignedBecause;
            this.transitions = from.transitions;
            this.lastTransition = from.lastTransition;
            this.claimed = from.claimed;
            this.conflict = from.conflict;
        }

        Vip done() {
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
                    conflict);
        }
    }
}
