package dev.quorumvip.agent.membership;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the next voter to add or to remove.
 *
 * <p>The number of voters is kept odd, up to {@link VoterRules#most}: an even set has to wait for as many voters as the next larger odd
 * one and survives no more deaths. So one voter grows to three only when two spares are there, and what is lost is
 * replaced by adding the spare first. What is dead for good, because it begins to leave as well, goes before the spare
 * comes. A spare is taken from the zone with the fewest voters, and one too many from the zone with the most. No change is
 * made after which the living voters would not be a majority.
 */
public final class VoterPlanner {
    private VoterPlanner() {}

    /** One voter more or one fewer. */
    public sealed interface Change {
        NodeId node();

        record Add(NodeId node) implements Change {}

        record Remove(NodeId node) implements Change {}
    }

    /**
     * @param live members whose renewals the leader has seen just now
     * @param lost members that have been silent for so long that a spare may take their place
     * @param leader the node that leads; it is the last to be removed
     * @param preferred spares that come first, because something has been done for them already
     * @param rules how many are to vote, and which
     */
    public static Optional<Change> next(
            ClusterState state,
            Set<NodeId> live,
            Set<NodeId> lost,
            NodeId leader,
            Set<NodeId> preferred,
            VoterRules rules) {
        if (state.voters().isEmpty() || state.settling().isPresent()) {
            return Optional.empty();
        }
        VoterSet voters = state.voters().get();
        Zones zones = new Zones(state, rules, voters.members().keySet());
        List<NodeId> spares = state.members().values().stream()
                .filter(m -> !m.leaving() && live.contains(m.id()) && !voters.contains(m.id()))
                .map(Member::id)
                .sorted(Comparator.<NodeId, Boolean>comparing(n -> !preferred.contains(n))
                        .thenComparing(zones.fewestFirst()))
                .toList();
        List<NodeId> unwanted = unwanted(state, voters, live, lost, leader);
        int size = voters.members().size();
        Optional<Change> change;
        if (size > rules.most()) {
            // There were to be more, or one is lost whose place is taken.
            change = firstSafeRemoval(unwanted.isEmpty() ? dispensable(voters, leader, zones) : unwanted, voters, live);
        } else if (size % 2 == 0) {
            if (!unwanted.isEmpty()) {
                change = firstSafeRemoval(unwanted, voters, live);
            } else if (!spares.isEmpty() && size < rules.most()) {
                change = Optional.of(new Change.Add(spares.getFirst()));
            } else {
                change = firstSafeRemoval(dispensable(voters, leader, zones), voters, live);
            }
        } else if (!unwanted.isEmpty()) {
            // With who is dead for good still in it, the larger set could lose nobody, the newcomer included.
            change = firstSafeRemoval(gone(state, unwanted, live), voters, live)
                    .or(() -> spares.isEmpty()
                            ? firstSafeRemoval(leaving(state, unwanted), voters, live)
                            : Optional.of(new Change.Add(spares.getFirst())));
        } else {
            change = spares.size() >= 2 && size + 2 <= rules.most()
                    ? Optional.of(new Change.Add(spares.getFirst()))
                    : Optional.empty();
        }
        return change.filter(c -> keepsLivingMajority(c, voters, live));
    }

    /**
     * Voters that should not be: those that leave and those that were lost; the dead before the living, the leader
     * last.
     */
    private static List<NodeId> unwanted(
            ClusterState state, VoterSet voters, Set<NodeId> live, Set<NodeId> lost, NodeId leader) {
        return voters.members().keySet().stream()
                .filter(v -> lost.contains(v) || isLeaving(state, v))
                .sorted(Comparator.<NodeId, Boolean>comparing(live::contains)
                        .thenComparing(leader::equals)
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static List<NodeId> leaving(ClusterState state, List<NodeId> unwanted) {
        boolean oneLeaves = unwanted.stream().anyMatch(v -> isLeaving(state, v));
        // A lost voter may still come back, so it goes only together with one that leaves, and then before it.
        return oneLeaves ? unwanted : List.of();
    }

    private static List<NodeId> gone(ClusterState state, List<NodeId> unwanted, Set<NodeId> live) {
        return unwanted.stream()
                .filter(v -> isLeaving(state, v) && !live.contains(v))
                .toList();
    }

    /** Also one that is no member any more. */
    static boolean isLeaving(ClusterState state, NodeId node) {
        return state.member(node).map(Member::leaving).orElse(true);
    }

    private static List<NodeId> dispensable(VoterSet voters, NodeId leader, Zones zones) {
        return voters.members().keySet().stream()
                .filter(v -> !v.equals(leader))
                .sorted(zones.mostFirst())
                .toList();
    }

    private static Optional<Change> firstSafeRemoval(List<NodeId> candidates, VoterSet voters, Set<NodeId> live) {
        return candidates.stream()
                .<Change>map(Change.Remove::new)
                .filter(c -> keepsLivingMajority(c, voters, live))
                .findFirst();
    }

    private static boolean keepsLivingMajority(Change change, VoterSet voters, Set<NodeId> live) {
        long size = voters.members().size();
        long living = voters.members().keySet().stream().filter(live::contains).count();
        boolean isLive = live.contains(change.node());
        return switch (change) {
            case Change.Add add -> living + (isLive ? 1 : 0) >= (size + 1) / 2 + 1;
            case Change.Remove remove -> size > 1 && living - (isLive ? 1 : 0) >= (size - 1) / 2 + 1;
        };
    }
}
