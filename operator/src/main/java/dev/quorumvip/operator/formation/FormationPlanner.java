package dev.quorumvip.operator.formation;

import dev.quorumvip.api.MembershipState;
import dev.quorumvip.operator.quorum.AgentSight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides who founds the cluster and who joins it. A pure function of what is seen.
 *
 * <pre>
 * After agents of two clusters were seen: nothing, until a person has taken one of them away.
 * After a cluster was seen: remember it, and have unformed agents join it.
 * After the founders were written down: tell each of them, as often as it takes; the agents see to it that one cluster
 *     comes of it.
 * After an agent runs that does not answer: nothing is founded. It may be in a cluster, and that may hold VIPs.
 * After as many unformed agents as there are to be founders were reached, or all there are for a while: decide on them.
 * After all of a remembered cluster's agents were lost: nothing. One of them may still be alive somewhere, and a second
 *     cluster would put a VIP on two nodes.
 * </pre>
 */
public final class FormationPlanner {
    /** How long the set of agents must have stayed the same before fewer than the wanted founders will do. */
    static final Duration SETTLE = Duration.ofSeconds(5);

    /** A member is told of a few others to ask; each knows the rest. */
    private static final int CONTACTS = 5;

    private final int foundersWanted;

    /** @param foundersWanted how many agents found the cluster, if there are as many; odd */
    public FormationPlanner(int foundersWanted) {
        this.foundersWanted = foundersWanted;
    }

    /**
     * What to do next.
     *
     * @param agents every agent that has a Pod, reached or not
     * @param zones the zone of each node that has one, by name of node
     * @param known what was written down
     * @param unchanged for how long the same agents have had Pods
     */
    public List<FormationStep> next(
            List<AgentSight> agents, Map<String, String> zones, Optional<Founding> known, Duration unchanged) {
        Set<String> clusters =
                agents.stream().flatMap(a -> a.clusterId().stream()).collect(Collectors.toCollection(TreeSet::new));
        known.flatMap(Founding::clusterId).ifPresent(clusters::add);
        if (clusters.size() > 1) {
            return List.of(new FormationStep.Halt(twoClusters(agents, known)));
        }
        List<AgentSight> unformed = agents.stream()
                .filter(a -> a.state().filter(MembershipState.UNFORMED::equals).isPresent())
                .sorted(Comparator.comparing(AgentSight::agent))
                .toList();
        if (clusters.isEmpty()) {
            return found(agents, unformed, zones, known, unchanged);
        }
        return join(agents, unformed, known, clusters.iterator().next());
    }

    private static List<FormationStep> join(
            List<AgentSight> agents, List<AgentSight> unformed, Optional<Founding> known, String cluster) {
        List<FormationStep> steps = new ArrayList<>();
        List<String> contacts = agents.stream()
                .filter(a -> a.clusterId().isPresent())
                .filter(a -> a.state().filter(MembershipState.MEMBER::equals).isPresent())
                .flatMap(a -> a.clusterAddress().stream())
                .sorted()
                .limit(CONTACTS)
                .toList();
        if (known.flatMap(Founding::clusterId).isEmpty()) {
            steps.add(new FormationStep.Remember(
                    known.orElse(new Founding(contacts, Optional.empty())).as(cluster)));
        }
        if (contacts.isEmpty()) {
            steps.add(new FormationStep.Wait("none of cluster " + cluster
                    + "'s agents can be reached. If they are gone for good, with their disks,"
                    + " delete the ConfigMap " + FoundingStore.NAME + " to have a new cluster founded"));
            return steps;
        }
        unformed.forEach(each -> steps.add(new FormationStep.Join(each.agent(), contacts)));
        return steps;
    }

    private List<FormationStep> found(
            List<AgentSight> agents,
            List<AgentSight> unformed,
            Map<String, String> zones,
            Optional<Founding> known,
            Duration unchanged) {
        if (known.isPresent()) {
            List<String> founders = known.get().founders();
            List<FormationStep> steps = unformed.stream()
                    .filter(each ->
                            each.clusterAddress().filter(founders::contains).isPresent())
                    .<FormationStep>map(each -> new FormationStep.Found(each.agent(), founders))
                    .toList();
            return steps.isEmpty()
                    ? List.of(new FormationStep.Wait(
                            "the founders " + founders + " have been told, or cannot be reached"))
                    : steps;
        }
        if (agents.isEmpty()) {
            return List.of(new FormationStep.Wait("there are no agents"));
        }
        boolean others = agents.stream().anyMatch(a -> a.state().isPresent() && !unformed.contains(a));
        if (others) {
            // They were told by their own configuration whom to form a cluster with.
            return List.of(new FormationStep.Wait("agents form a cluster by their own configuration"));
        }
        Optional<AgentSight> unseen = agents.stream()
                .filter(a -> a.agent().running() && a.state().isEmpty())
                .findFirst();
        if (unseen.isPresent()) {
            return List.of(new FormationStep.Wait(unseen.get().agent().node()
                    + "'s agent runs, and may be in a cluster already, but cannot be reached: "
                    + unseen.get().trouble().orElse("")));
        }
        boolean enough = unformed.size() >= foundersWanted;
        boolean all = unformed.size() == agents.size() && unchanged.compareTo(SETTLE) >= 0;
        if (!enough && !all) {
            return List.of(new FormationStep.Wait(unformed.size() + " of " + agents.size()
                    + " agents are ready to found a cluster, " + foundersWanted + " are wanted"));
        }
        List<String> founders = chosen(unformed, zones).stream()
                .flatMap(each -> each.clusterAddress().stream())
                .sorted()
                .toList();
        return List.of(new FormationStep.Decide(new Founding(founders, Optional.empty())));
    }

    /** One in each zone before a second one in any; of a zone's the first by name. An odd number. */
    private List<AgentSight> chosen(List<AgentSight> unformed, Map<String, String> zones) {
        int many = Math.min(foundersWanted, unformed.size());
        int odd = many % 2 == 0 ? many - 1 : many;
        Map<String, Integer> taken = new HashMap<>();
        List<AgentSight> rest = new ArrayList<>(unformed);
        List<AgentSight> chosen = new ArrayList<>();
        while (chosen.size() < odd) {
            AgentSight next = rest.stream()
                    .min(Comparator.comparingInt(each -> taken.getOrDefault(zone(each, zones), 0)))
                    .orElseThrow();
            rest.remove(next);
            chosen.add(next);
            taken.merge(zone(next, zones), 1, Integer::sum);
        }
        return chosen;
    }

    private static String zone(AgentSight each, Map<String, String> zones) {
        return zones.getOrDefault(each.agent().node(), "");
    }

    private static String twoClusters(List<AgentSight> agents, Optional<Founding> known) {
        String seen = agents.stream()
                .filter(a -> a.clusterId().isPresent())
                .map(a -> a.agent().node() + " in " + a.clusterId().get())
                .collect(Collectors.joining(", "));
        return "the agents are not one cluster (" + seen
                + known.flatMap(Founding::clusterId)
                        .map(id -> "; " + id + " was there first")
                        .orElse("")
                + "): stop the agents that are in the wrong one, empty their data directories, and start them again";
    }
}
