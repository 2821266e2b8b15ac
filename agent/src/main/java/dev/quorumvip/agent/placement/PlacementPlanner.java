package dev.quorumvip.agent.placement;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.definition.NoneHealthyPolicy;
import dev.quorumvip.agent.definition.Preemption;
import dev.quorumvip.agent.placement.Outlook.Ability;
import dev.quorumvip.agent.placement.Outlook.Trust;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Chooses holders for VIPs that have none, and asks holders to let go that should not have theirs.
 *
 * <p>A candidate is an eligible member, neither leaving nor drained, with the labels that the VIP asks for, that has not
 * said it could not serve it and has not just failed to. Of the candidates come first: the one that somebody asked for;
 * those that did not lose the VIP several times of late; the one that had it (fewest moves), unless it is about to end
 * or had too many; the highest priority, which comes before that where the VIP preempts; those with the fewest VIPs;
 * after a stop or a drain the one whose agent started last, as it is the least likely to be the next in a rolling
 * upgrade; those that do not lead, so that one death is not two; the lowest id, so that the choice is the same whoever
 * makes it.
 */
public final class PlacementPlanner {
    /** A drained node hands over one after the other, so that no more than one is without a holder at a time. */
    private static final int DRAINED_TOGETHER = 1;

    /** By policy nothing is moved to a node that has come and gone of late, and may go again. */
    static final Duration SETTLED_IN = Duration.ofSeconds(10);

    private final ClusterState state;
    private final Outlook outlook;
    private final Map<NodeId, Long> load = new TreeMap<>();
    private final List<Command> commands = new ArrayList<>();
    private int draining;
    private int rebalancing;
    private boolean uneven;

    private PlacementPlanner(ClusterState state, Outlook outlook) {
        this.state = state;
        this.outlook = outlook;
    }

    /** Commands to propose; empty if all is as it should be. */
    public static List<Command> plan(ClusterState state, Outlook outlook) {
        return new PlacementPlanner(state, outlook).plan();
    }

    private List<Command> plan() {
        for (Member member : state.members().values()) {
            if (!member.leaving()
                    && !member.drained()
                    && member.open()
                    && outlook.eligible().contains(member.id())) {
                load.put(member.id(), 0L);
            }
        }
        for (Vip vip : state.vips().values()) {
            vip.holder().ifPresent(holder -> load.computeIfPresent(holder, (node, count) -> count + 1));
            draining += isLeavingBecause(vip, TransitionReason.DRAINED) ? 1 : 0;
        }
        for (Vip vip : state.vips().values()) {
            rebalancing += isOnTheMove(vip) ? 1 : 0;
            if (isLeavingBecause(vip, TransitionReason.REBALANCED)) {
                expectElsewhere(vip);
            }
        }
        // First, so that who has how many is known when it is asked who has too many.
        for (Vip vip : state.vips().values()) {
            if (vip.assignment().isEmpty()
                    && !vip.deleted()
                    && !vip.definition().paused()) {
                assign(vip);
            }
        }
        for (Vip vip : state.vips().values()) {
            vip.assignment().ifPresent(assignment -> keepOrRevoke(vip, assignment));
        }
        if (state.rebalancing() > 0 && !uneven && rebalancing == 0) {
            commands.add(new Command.Rebalance(0));
        }
        return commands;
    }

    /** Counts it where it will be, as far as can be told: else more would be asked to go than have to. */
    private void expectElsewhere(Vip vip) {
        NodeId holder = vip.holder().orElseThrow();
        candidates(vip).stream()
                .filter(node -> !node.equals(holder))
                .min(Comparator.comparing(this::load))
                .ifPresent(node -> {
                    load.computeIfPresent(holder, (former, count) -> count - 1);
                    load.merge(node, 1L, Long::sum);
                });
    }

    private static boolean isLeavingBecause(Vip vip, TransitionReason reason) {
        return vip.assignment()
                .flatMap(Assignment::revokedBecause)
                .filter(reason::equals)
                .isPresent();
    }

    /** Asked back to be elsewhere, given to nobody yet, or not yet where it is to be. */
    private boolean isOnTheMove(Vip vip) {
        Optional<Assignment> assignment = vip.assignment();
        if (assignment.isEmpty()) {
            boolean moved = vip.unassignedBecause()
                    .filter(TransitionReason.REBALANCED::equals)
                    .isPresent();
            return moved
                    && !vip.deleted()
                    && !vip.definition().paused()
                    && !candidates(vip).isEmpty();
        }
        if (assignment.get().revoked()) {
            return isLeavingBecause(vip, TransitionReason.REBALANCED);
        }
        boolean moved = vip.lastTransition()
                .filter(last -> last.reason() == TransitionReason.REBALANCED)
                .isPresent();
        return moved && !outlook.doubts().arrived(vip);
    }

    private void keepOrRevoke(Vip vip, Assignment assignment) {
        Optional<Member> holder = state.member(assignment.session().node());
        if (assignment.revoked() || holder.isEmpty()) {
            return;
        }
        reasonToLeave(vip, holder.get())
                .ifPresent(reason -> commands.add(new Command.Revoke(vip.name(), assignment.grant(), reason)));
    }

    private Optional<TransitionReason> reasonToLeave(Vip vip, Member holder) {
        if (holder.leaving()) {
            return Optional.of(TransitionReason.MEMBER_LEAVING);
        }
        if (vip.definition().paused() || isContent(vip, holder)) {
            return Optional.empty();
        }
        SortedSet<NodeId> others = candidates(vip);
        others.remove(holder.id());
        if (vip.target().filter(others::contains).isPresent()) {
            return Optional.of(TransitionReason.MOVED);
        }
        if (!vip.definition().selects(holder.labels())) {
            return Optional.of(TransitionReason.NOT_SELECTED);
        }
        Ability ability = outlook.doubts().ability(holder.id(), vip);
        if (ability == Ability.UNSUITED) {
            return Optional.of(TransitionReason.NOT_SELECTED);
        }
        if (ability == Ability.UNABLE) {
            boolean stays = others.isEmpty() && vip.definition().ifNoneHealthy() == NoneHealthyPolicy.STAY;
            return stays ? Optional.empty() : Optional.of(TransitionReason.UNHEALTHY);
        }
        if (others.isEmpty()) {
            return Optional.empty();
        }
        if (holder.drained()) {
            return draining++ < DRAINED_TOGETHER ? Optional.of(TransitionReason.DRAINED) : Optional.empty();
        }
        if (isPreempted(vip, holder, others)) {
            return Optional.of(TransitionReason.PREEMPTED);
        }
        return isTooMany(vip, holder, others) ? Optional.of(TransitionReason.REBALANCED) : Optional.empty();
    }

    /** Whether the holder keeps it whoever else could have it, as nearly all do at nearly all times. */
    private boolean isContent(Vip vip, Member holder) {
        Ability ability = outlook.doubts().ability(holder.id(), vip);
        return vip.target().isEmpty()
                && !holder.drained()
                && state.rebalancing() == 0
                && state.keptEven() == 0
                && vip.definition().preemption() instanceof Preemption.Never
                && vip.definition().selects(holder.labels())
                && ability != Ability.UNABLE
                && ability != Ability.UNSUITED;
    }

    private boolean isPreempted(Vip vip, Member holder, SortedSet<NodeId> others) {
        return others.stream()
                .filter(node -> priority(vip, node) > priority(vip, holder.id()))
                .filter(node -> outlook.doubts().trust(node, vip) == Trust.FULL)
                .anyMatch(node -> switch (vip.definition().preemption()) {
                    case Preemption.Never never -> false;
                    case Preemption.Always always -> true;
                    case Preemption.After(var delay) ->
                        outlook.doubts().eligibleFor(node, vip).compareTo(delay) >= 0;
                });
    }

    /** Whether another could have it that has at least two fewer, and whether it may go now. */
    private boolean isTooMany(Vip vip, Member holder, SortedSet<NodeId> others) {
        int together = Math.max(state.rebalancing(), state.keptEven());
        if (together == 0) {
            return false;
        }
        Optional<NodeId> fewest = others.stream()
                .filter(node -> priority(vip, node) >= priority(vip, holder.id()))
                .filter(node -> outlook.doubts().trust(node, vip) == Trust.FULL)
                .filter(node -> state.rebalancing() > 0
                        || outlook.doubts().eligibleFor(node, vip).compareTo(SETTLED_IN) >= 0)
                .min(Comparator.comparing(this::load));
        if (fewest.isEmpty() || load(holder.id()) - load(fewest.get()) < 2) {
            return false;
        }
        uneven = true;
        if (rebalancing >= together) {
            return false;
        }
        rebalancing++;
        load.merge(holder.id(), -1L, Long::sum);
        load.merge(fewest.get(), 1L, Long::sum);
        return true;
    }

    private void assign(Vip vip) {
        Optional<NodeId> former = vip.lastHolder();
        boolean takenAway = vip.unassignedBecause()
                .filter(r -> r == TransitionReason.NODE_STOPPING || r == TransitionReason.REBALANCED)
                .isPresent();
        Comparator<NodeId> askedFor =
                first(node -> vip.target().filter(node::equals).isPresent());
        // That it is no longer eligible may not have been heard yet.
        Comparator<NodeId> notTakenAway =
                first(node -> !(takenAway && former.filter(node::equals).isPresent()));
        Comparator<NodeId> trusted = first(node -> outlook.doubts().trust(node, vip) == Trust.FULL);
        Comparator<NodeId> hadIt = first(node -> former.filter(node::equals).isPresent());
        Comparator<NodeId> preferred = Comparator.comparing(node -> -priority(vip, node));
        boolean maintained = vip.unassignedBecause()
                .filter(r -> r == TransitionReason.NODE_STOPPING || r == TransitionReason.DRAINED)
                .isPresent();
        Comparator<NodeId> youngest =
                Comparator.comparing(node -> maintained ? outlook.doubts().openFor(session(node)) : Duration.ZERO);
        boolean preempts = !(vip.definition().preemption() instanceof Preemption.Never);
        candidates(vip).stream()
                .min(askedFor.thenComparing(notTakenAway)
                        .thenComparing(trusted)
                        .thenComparing(preempts ? preferred.thenComparing(hadIt) : hadIt.thenComparing(preferred))
                        .thenComparing(this::load)
                        .thenComparing(youngest)
                        .thenComparing(first(node -> !node.equals(outlook.leader())))
                        .thenComparing(Comparator.naturalOrder()))
                .ifPresent(node -> {
                    load.merge(node, 1L, Long::sum);
                    commands.add(new Command.Assign(vip.name(), session(node), reason(vip), outlook.wallMillis()));
                });
    }

    /** Those for which it holds come first. */
    private static Comparator<NodeId> first(Predicate<NodeId> holds) {
        return Comparator.comparing(node -> !holds.test(node));
    }

    private SortedSet<NodeId> candidates(Vip vip) {
        SortedSet<NodeId> candidates = new TreeSet<>();
        for (NodeId node : load.keySet()) {
            boolean selected = state.member(node)
                    .filter(member -> vip.definition().selects(member.labels()))
                    .isPresent();
            if (selected
                    && outlook.doubts().ability(node, vip) == Ability.ABLE
                    && outlook.doubts().trust(node, vip) != Trust.NONE) {
                candidates.add(node);
            }
        }
        return candidates;
    }

    private long load(NodeId node) {
        return load.getOrDefault(node, 0L);
    }

    private int priority(Vip vip, NodeId node) {
        return state.member(node)
                .map(member -> vip.definition().priorityOf(member.name()))
                .orElse(0);
    }

    private SessionId session(NodeId node) {
        return state.member(node).flatMap(Member::session).orElseThrow();
    }

    private static TransitionReason reason(Vip vip) {
        return vip.unassignedBecause().orElse(TransitionReason.FIRST_ASSIGNMENT);
    }
}
