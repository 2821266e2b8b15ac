package dev.quorumvip.agent.placement;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
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
import java.util.Set;
import java.util.TreeMap;

/**
 * Chooses holders for VIPs that have none, and asks holders that leave the cluster to let go.
 *
 * <p>Order of preference: the node that held the VIP before (fewest moves), unless it is about to end; then the node
 * with the fewest VIPs; then one that does not lead, so that one death is not two; then the lowest id, so that the
 * choice is the same whoever makes it. A VIP that its holder could not hold goes round all nodes in turn instead.
 */
public final class PlacementPlanner {
    /** How long an assignment that failed must have lasted before the next is tried. */
    static final Duration PACE_AFTER_FAILURE = Duration.ofSeconds(1);

    private PlacementPlanner() {}

    /**
     * @param state what is decided
     * @param eligible nodes that are alive and able to hold a VIP, as far as the leader can see
     * @param leader the node that leads
     * @param wallMillis wall time, to be written into the assignments for people
     * @return commands to propose, empty if all is as it should be
     */
    public static List<Command> plan(ClusterState state, Set<NodeId> eligible, NodeId leader, long wallMillis) {
        List<Command> commands = new ArrayList<>();
        Map<NodeId, Long> load = new TreeMap<>();
        for (Member member : state.members().values()) {
            if (!member.leaving() && member.open() && eligible.contains(member.id())) {
                load.put(member.id(), state.held(member.id()));
            }
        }
        for (Vip vip : state.vips().values()) {
            vip.assignment().ifPresent(assignment -> {
                boolean leaving = state.member(assignment.session().node())
                        .map(Member::leaving)
                        .orElse(false);
                if (leaving && !assignment.revoked()) {
                    commands.add(new Command.Revoke(vip.name(), assignment.grant(), TransitionReason.MEMBER_LEAVING));
                }
            });
            if (vip.assignment().isEmpty() && !vip.deleted() && !tooSoon(vip, wallMillis)) {
                choose(vip, load, leader).ifPresent(node -> {
                    load.merge(node, 1L, Long::sum);
                    commands.add(new Command.Assign(vip.name(), session(state, node), reason(vip), wallMillis));
                });
            }
        }
        return commands;
    }

    private static Optional<NodeId> choose(Vip vip, Map<NodeId, Long> load, NodeId leader) {
        Optional<NodeId> former = vip.lastHolder();
        if (former.isPresent() && failed(vip)) {
            return nextAfter(former.get(), load.keySet());
        }
        Optional<NodeId> stays = former.filter(load::containsKey);
        return stays.isPresent() && !stopping(vip)
                ? stays
                : load.entrySet().stream()
                        .min(Comparator.<Map.Entry<NodeId, Long>, Boolean>comparing(
                                        e -> former.filter(e.getKey()::equals).isPresent())
                                .thenComparing(Map.Entry::getValue)
                                .thenComparing(e -> e.getKey().equals(leader))
                                .thenComparing(Map.Entry::getKey))
                        .map(Map.Entry::getKey);
    }

    /** In turn, so that all are tried before any is again: which of them could bind it is not known here. */
    private static Optional<NodeId> nextAfter(NodeId failed, Set<NodeId> able) {
        return able.stream()
                .min(Comparator.<NodeId, Boolean>comparing(n -> n.compareTo(failed) <= 0)
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The last holder is about to end; that it is no longer eligible may not have been heard yet. */
    private static boolean stopping(Vip vip) {
        return vip.unassignedBecause()
                .filter(r -> r == TransitionReason.NODE_STOPPING)
                .isPresent();
    }

    /** The last holder could not hold it. */
    private static boolean failed(Vip vip) {
        return vip.unassignedBecause()
                .filter(r -> r == TransitionReason.BIND_FAILED || r == TransitionReason.INTERFACE_LOST)
                .isPresent();
    }

    /**
     * A VIP that nobody can bind would otherwise go round as fast as the log allows. Wall time will do: what is at
     * stake is the pace.
     */
    private static boolean tooSoon(Vip vip, long wallMillis) {
        return failed(vip)
                && vip.lastTransition()
                        .filter(t -> Math.abs(wallMillis - t.atEpochMillis()) < PACE_AFTER_FAILURE.toMillis())
                        .isPresent();
    }

    private static SessionId session(ClusterState state, NodeId node) {
        return state.member(node).flatMap(Member::session).orElseThrow();
    }

    private static TransitionReason reason(Vip vip) {
        return vip.unassignedBecause().orElse(TransitionReason.FIRST_ASSIGNMENT);
    }
}
