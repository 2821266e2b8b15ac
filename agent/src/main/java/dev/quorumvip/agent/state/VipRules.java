package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.ClusterState.Applied;
import java.util.Optional;

/** What VIPs there are, and who may hold them: DESIGN invariant 1. */
final class VipRules {
    private VipRules() {}

    static Applied set(ClusterState state, Command.SetVip c) {
        Optional<RefusalCause> guard = standing(state, c.vip()).flatMap(vip -> guard(vip, c.definition()));
        return guard.isPresent() ? state.refuse(guard.get()) : define(state, c.vip(), c.definition());
    }

    static Applied take(ClusterState state, Command.TakeVip c) {
        return define(state, c.vip(), c.definition());
    }

    /** What keeps {@code next} from replacing a VIP: one that was set by hand is free to be owned. */
    private static Optional<RefusalCause> guard(Vip vip, VipDefinition next) {
        Optional<Owner> owner = vip.definition().owner();
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        Optional<Owner> same =
                next.owner().filter(o -> o.id().equals(owner.get().id()));
        if (same.isEmpty()) {
            return Optional.of(RefusalCause.OWNED);
        }
        return same.get().generation() < owner.get().generation()
                ? Optional.of(RefusalCause.STALE_OWNER)
                : Optional.empty();
    }

    private static Applied define(ClusterState state, String name, VipDefinition definition) {
        if (isTaken(state, name, definition)) {
            return state.refuse(RefusalCause.ADDRESS_IN_USE);
        }
        Vip known = state.vips().get(name);
        if (known != null && !known.deleted() && known.definition().equals(definition)) {
            return state.accept();
        }
        DefinitionNumber number = state.nextDefinition();
        return ClusterState.accept(state.withDefinitionOf(
                known == null ? Vip.defined(name, number, definition) : known.withDefinition(number, definition)));
    }

    private static boolean isTaken(ClusterState state, String name, VipDefinition definition) {
        return definition.addresses().stream()
                .flatMap(address -> state.occupant(address.ip()).stream())
                .anyMatch(occupant -> !occupant.equals(name));
    }

    /** The VIP of that name, if it is wanted: one that waits for its holder's release belongs to nobody. */
    private static Optional<Vip> standing(ClusterState state, String name) {
        return state.vip(name).filter(vip -> !vip.deleted());
    }

    static Applied delete(ClusterState state, Command.DeleteVip c) {
        boolean owned = standing(state, c.vip())
                .filter(vip -> vip.definition().owner().isPresent())
                .isPresent();
        return owned ? state.refuse(RefusalCause.OWNED) : delete(state, c.vip());
    }

    static Applied delete(ClusterState state, Command.DeleteOwnedVip c) {
        boolean anothers = standing(state, c.vip())
                .filter(vip -> !vip.definition().owner().map(Owner::id).equals(Optional.of(c.owner())))
                .isPresent();
        return anothers ? state.refuse(RefusalCause.OWNED) : delete(state, c.vip());
    }

    static Applied delete(ClusterState state, Command.DeleteTakenVip c) {
        return delete(state, c.vip());
    }

    private static Applied delete(ClusterState state, String name) {
        Vip vip = state.vips().get(name);
        if (vip == null) {
            return state.refuse(RefusalCause.UNKNOWN_VIP);
        }
        return ClusterState.accept(
                vip.assignment().isPresent() ? state.withVip(vip.withDeleted()) : state.withoutVip(vip.name()));
    }

    static Applied assign(ClusterState state, Command.Assign c) {
        Vip vip = state.vips().get(c.vip());
        if (vip == null) {
            return state.refuse(RefusalCause.UNKNOWN_VIP);
        }
        if (vip.assignment().isPresent()) {
            return state.refuse(RefusalCause.ALREADY_ASSIGNED);
        }
        if (vip.deleted()) {
            return state.refuse(RefusalCause.VIP_DELETED);
        }
        Member member = state.members().get(c.session().node());
        if (member == null || !member.hasOpen(c.session())) {
            return state.refuse(RefusalCause.SESSION_NOT_OPEN);
        }
        if (member.leaving()) {
            return state.refuse(RefusalCause.MEMBER_LEAVING);
        }
        GrantNumber grant = state.nextGrant();
        Assignment assignment = new Assignment(
                c.session(),
                grant,
                vip.definition().addresses(),
                vip.definition().interfaceChoice(),
                !vip.claimed(),
                Optional.empty());
        Transition transition =
                new Transition(vip.lastHolder(), c.session().node(), c.reason(), c.atEpochMillis(), Optional.empty());
        return ClusterState.accept(state.withAssigned(vip.withAssignment(assignment, transition), grant));
    }

    static Applied move(ClusterState state, Command.MoveVip c) {
        Vip vip = state.vips().get(c.vip());
        if (vip == null || vip.deleted()) {
            return state.refuse(RefusalCause.UNKNOWN_VIP);
        }
        Member member = state.members().get(c.to());
        if (member == null) {
            return state.refuse(RefusalCause.UNKNOWN_MEMBER);
        }
        if (member.leaving()) {
            return state.refuse(RefusalCause.MEMBER_LEAVING);
        }
        if (member.drained()) {
            return state.refuse(RefusalCause.MEMBER_DRAINED);
        }
        if (!vip.definition().selects(member.labels())) {
            return state.refuse(RefusalCause.NOT_SELECTED);
        }
        boolean there = vip.assignment().filter(a -> !a.revoked()).isPresent()
                && vip.holder().filter(c.to()::equals).isPresent();
        return ClusterState.accept(state.withVip(there ? vip.withoutTarget() : vip.withTarget(c.to())));
    }

    static Applied rebalance(ClusterState state, Command.Rebalance c) {
        return ClusterState.accept(state.withRebalancing(c.together(), state.keptEven()));
    }

    static Applied keepEven(ClusterState state, Command.KeepEven c) {
        return ClusterState.accept(state.withRebalancing(c.together() == 0 ? 0 : state.rebalancing(), c.together()));
    }

    static Applied revoke(ClusterState state, Command.Revoke c) {
        Vip vip = state.vips().get(c.vip());
        if (vip == null || !assignedUnder(vip, c.grant())) {
            return state.refuse(RefusalCause.NOT_ASSIGNED);
        }
        return ClusterState.accept(state.withVip(vip.withRevoked(c.reason())));
    }

    static Applied release(ClusterState state, Command.Release c) {
        Vip vip = state.vips().get(c.vip());
        if (vip == null
                || !assignedUnder(vip, c.grant())
                || vip.assignment().filter(a -> a.session().equals(c.session())).isEmpty()) {
            return state.refuse(RefusalCause.NOT_ASSIGNED);
        }
        // Who asked for it back knows better why it moves than who was asked.
        TransitionReason reason =
                vip.assignment().flatMap(Assignment::revokedBecause).orElse(c.reason());
        return ClusterState.accept(
                vip.deleted() ? state.withoutVip(vip.name()) : state.withVip(vip.withoutAssignment(reason)));
    }

    /** Of the assignment that stands, and the first that comes: the holder tells again what it believes to be lost. */
    static Applied recordTiming(ClusterState state, Command.RecordTiming c) {
        Vip vip = state.vips().get(c.vip());
        if (vip == null || !assignedUnder(vip, c.grant())) {
            return state.refuse(RefusalCause.NOT_ASSIGNED);
        }
        boolean known = vip.lastTransition().flatMap(Transition::timing).isPresent();
        return known ? state.accept() : ClusterState.accept(state.withVip(vip.withTiming(c.timing())));
    }

    static Applied reportConflict(ClusterState state, Command.ReportConflict c) {
        Vip vip = state.vips().get(c.vip());
        if (vip == null || vip.deleted()) {
            return state.refuse(RefusalCause.UNKNOWN_VIP);
        }
        boolean news = vip.number().equals(c.definition()) && !vip.conflict().equals(c.conflict());
        return news ? ClusterState.accept(state.withVip(vip.withConflict(c.conflict()))) : state.accept();
    }

    private static boolean assignedUnder(Vip vip, GrantNumber grant) {
        return vip.assignment().filter(a -> a.grant().equals(grant)).isPresent();
    }
}
