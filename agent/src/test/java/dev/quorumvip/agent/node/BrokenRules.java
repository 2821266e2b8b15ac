package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What the state machine makes of commands; with a sabotage, one reason to refuse is none any more. */
final class BrokenRules implements BiFunction<ClusterState, Command, ClusterState.Applied> {
    private final Sabotage sabotage;

    BrokenRules(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    @Override
    public ClusterState.Applied apply(ClusterState state, Command command) {
        ClusterState.Applied applied = state.apply(command);
        if (!(applied.outcome() instanceof Outcome.Refused(RefusalCause cause))) {
            boolean lost = sabotage == Sabotage.REVOCATIONS_ARE_LOST && command instanceof Command.Revoke;
            return new ClusterState.Applied(
                    lost ? state : withWhatFollows(applied.state(), command), applied.outcome());
        }
        Optional<ClusterState> broken = switch (sabotage) {
            case TWO_VOTERS_AT_ONCE -> changed(state, command, cause == RefusalCause.NOT_ONE_CHANGE);
            case CHANGE_BEFORE_SETTLED -> changed(state, command, cause == RefusalCause.NOT_SETTLED);
            case FORMER_RECONFIGURATION_COUNTS -> changed(state, command, cause == RefusalCause.STALE_RECONFIGURATION);
            case EXPIRY_UNDER_FORMER_VOTERS -> expired(state, command, cause == RefusalCause.STALE_VOTER_SET);
            case LATE_OPEN_COUNTS -> opened(state, command, cause == RefusalCause.STALE_EPOCH);
            case ASSIGNED_TWICE -> assigned(state, command, cause == RefusalCause.ALREADY_ASSIGNED);
            case LATE_RELEASE_COUNTS -> released(state, command, cause == RefusalCause.NOT_ASSIGNED);
            case ADDRESS_FREED_TOO_SOON -> defined(state, command, cause == RefusalCause.ADDRESS_IN_USE);
            default -> Optional.empty();
        };
        return broken.map(next -> new ClusterState.Applied(next, new Outcome.Accepted()))
                .orElse(applied);
    }

    /** What an accepted command does that it should not do, at least not before a holder has released something. */
    private ClusterState withWhatFollows(ClusterState after, Command command) {
        return switch (command) {
            case Command.MoveVip(String vip, NodeId to)
            when sabotage == Sabotage.MOVED_WITHOUT_RELEASE ->
                withoutHolder(after, vip)
                        .flatMap(free -> after.member(to)
                                .flatMap(Member::session)
                                .flatMap(session ->
                                        accepted(free, new Command.Assign(vip, session, TransitionReason.MOVED, 0))))
                        .orElse(after);
            case Command.DrainMember(NodeId node, boolean drained)
            when drained && sabotage == Sabotage.DRAINED_WITHOUT_RELEASE -> {
                ClusterState next = after;
                for (Vip vip : after.vips().values()) {
                    if (vip.holder().filter(node::equals).isPresent()) {
                        next = withoutHolder(next, vip.name()).orElse(next);
                    }
                }
                yield next;
            }
            case Command.SetVip(String vip, var definition)
            when sabotage == Sabotage.REDEFINED_WITHOUT_RELEASE
                    && after.vip(vip)
                            .flatMap(Vip::assignment)
                            .filter(a -> !a.addresses().equals(definition.addresses()))
                            .isPresent() -> withoutHolder(after, vip).orElse(after);
            case Command.Assign(String vip, var session, var reason, long at)
            when sabotage == Sabotage.MOVES_FOR_EVER ->
                after.members().keySet().stream()
                        .filter(node -> !node.equals(session.node()))
                        .flatMap(node -> accepted(after, new Command.MoveVip(vip, node)).stream())
                        .findFirst()
                        .orElse(after);
            default -> after;
        };
    }

    /** As if no other VIP had a holder; that no two have the same address by their definitions stays. */
    private static Optional<ClusterState> defined(ClusterState state, Command command, boolean forThis) {
        if (!forThis || !(command instanceof Command.SetVip define)) {
            return Optional.empty();
        }
        SortedMap<String, Vip> unheld = new TreeMap<>(state.vips());
        unheld.values().removeIf(Vip::deleted);
        unheld.replaceAll((name, vip) -> name.equals(define.vip()) ? vip : unheld(vip));
        return accepted(with(state, unheld), define).map(next -> {
            SortedMap<String, Vip> all = new TreeMap<>(state.vips());
            all.put(define.vip(), next.vip(define.vip()).orElseThrow());
            return with(next, all);
        });
    }

    private static Vip unheld(Vip vip) {
        return new Vip(
                vip.name(),
                vip.number(),
                vip.definition(),
                vip.deleted(),
                Optional.empty(),
                vip.target(),
                vip.lastHolder(),
                vip.unassignedBecause(),
                vip.transitions(),
                vip.lastTransition(),
                vip.claimed(),
                vip.conflict());
    }

    private static ClusterState with(ClusterState state, SortedMap<String, Vip> vips) {
        return new ClusterState(
                state.clusterId(),
                state.members(),
                state.removed(),
                state.voters(),
                state.settling(),
                state.reconfiguration(),
                vips,
                state.rebalancing(),
                state.keptEven(),
                state.lastDefinition(),
                state.lastGrant());
    }

    private static Optional<ClusterState> changed(ClusterState state, Command command, boolean forThis) {
        if (!forThis || !(command instanceof Command.ChangeVoters change)) {
            return Optional.empty();
        }
        VoterSet current = state.voters().orElseThrow();
        boolean possible = !change.voters().isEmpty()
                && current.distance(change.voters()) > 0
                && state.members().keySet().containsAll(change.voters().keySet());
        return possible
                ? Optional.of(new ClusterState(
                        state.clusterId(),
                        state.members(),
                        state.removed(),
                        Optional.of(new VoterSet(current.version().next(), change.voters())),
                        Optional.of(current),
                        state.reconfiguration(),
                        state.vips(),
                        state.rebalancing(),
                        state.keptEven(),
                        state.lastDefinition(),
                        state.lastGrant()))
                : Optional.empty();
    }

    private static Optional<ClusterState> expired(ClusterState state, Command command, boolean forThis) {
        return forThis && command instanceof Command.ExpireSession expire
                ? accepted(
                        state,
                        new Command.ExpireSession(
                                expire.session(), state.voters().orElseThrow().version()))
                : Optional.empty();
    }

    private static Optional<ClusterState> opened(ClusterState state, Command command, boolean forThis) {
        if (!forThis || !(command instanceof Command.OpenSession(var session))) {
            return Optional.empty();
        }
        Member member = state.members().get(session.node());
        if (member == null) {
            return Optional.empty();
        }
        ClusterState ended = member.session()
                .flatMap(newer -> accepted(
                        state,
                        new Command.ExpireSession(
                                newer, state.voters().orElseThrow().version())))
                .orElse(state);
        SortedMap<NodeId, Member> members = new TreeMap<>(ended.members());
        members.put(
                member.id(),
                new Member(
                        member.id(),
                        member.name(),
                        member.address(),
                        member.labels(),
                        member.labelled(),
                        member.macs(),
                        member.leaving(),
                        member.drained(),
                        session.epoch(),
                        true));
        return Optional.of(new ClusterState(
                ended.clusterId(),
                members,
                ended.removed(),
                ended.voters(),
                ended.settling(),
                ended.reconfiguration(),
                ended.vips(),
                ended.rebalancing(),
                ended.keptEven(),
                ended.lastDefinition(),
                ended.lastGrant()));
    }

    private static Optional<ClusterState> assigned(ClusterState state, Command command, boolean forThis) {
        return forThis && command instanceof Command.Assign assign
                ? withoutHolder(state, assign.vip()).flatMap(free -> accepted(free, assign))
                : Optional.empty();
    }

    private static Optional<ClusterState> released(ClusterState state, Command command, boolean forThis) {
        return forThis && command instanceof Command.Release release
                ? withoutHolder(state, release.vip())
                : Optional.empty();
    }

    /** As after a release by its holder. */
    private static Optional<ClusterState> withoutHolder(ClusterState state, String name) {
        return state.vip(name)
                .flatMap(Vip::assignment)
                .flatMap(a -> accepted(
                        state, new Command.Release(name, a.grant(), a.session(), TransitionReason.NODE_STOPPING)));
    }

    private static Optional<ClusterState> accepted(ClusterState state, Command command) {
        ClusterState.Applied applied = state.apply(command);
        return applied.outcome().accepted() ? Optional.of(applied.state()) : Optional.empty();
    }
}
