package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
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
            return applied;
        }
        Optional<ClusterState> broken = switch (sabotage) {
            case TWO_VOTERS_AT_ONCE -> changed(state, command, cause == RefusalCause.NOT_ONE_CHANGE);
            case CHANGE_BEFORE_SETTLED -> changed(state, command, cause == RefusalCause.NOT_SETTLED);
            case FORMER_RECONFIGURATION_COUNTS -> changed(state, command, cause == RefusalCause.STALE_RECONFIGURATION);
            case EXPIRY_UNDER_FORMER_VOTERS -> expired(state, command, cause == RefusalCause.STALE_VOTER_SET);
            case LATE_OPEN_COUNTS -> opened(state, command, cause == RefusalCause.STALE_EPOCH);
            case ASSIGNED_TWICE -> assigned(state, command, cause == RefusalCause.ALREADY_ASSIGNED);
            case LATE_RELEASE_COUNTS -> released(state, command, cause == RefusalCause.NOT_ASSIGNED);
            default -> Optional.empty();
        };
        return broken.map(next -> new ClusterState.Applied(next, new Outcome.Accepted()))
                .orElse(applied);
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
                        state,
                        new Command.Release(
                                name,
                                a.grant(),
                                a.session(),
                                dev.quorumvip.agent.state.TransitionReason.NODE_STOPPING)));
    }

    private static Optional<ClusterState> accepted(ClusterState state, Command command) {
        ClusterState.Applied applied = state.apply(command);
        return applied.outcome().accepted() ? Optional.of(applied.state()) : Optional.empty();
    }
}
