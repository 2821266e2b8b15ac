package dev.quorumvip.agent.membership;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.state.ClusterState;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** How many voters each zone has. The loss of a zone should take as few of them along as can be. */
final class Zones {
    private final ClusterState state;
    private final VoterRules rules;
    private final Map<String, Integer> voters = new HashMap<>();

    /** @param voters those who vote, and who are about to */
    Zones(ClusterState state, VoterRules rules, Collection<NodeId> voters) {
        this.state = state;
        this.rules = rules;
        voters.forEach(voter -> this.voters.merge(zone(voter), 1, Integer::sum));
    }

    /** Those in the zone with the fewest voters first, then the lowest id. */
    Comparator<NodeId> fewestFirst() {
        return Comparator.<NodeId>comparingInt(node -> voters.getOrDefault(zone(node), 0))
                .thenComparing(Comparator.naturalOrder());
    }

    /** Those in the zone with the most voters first, then the highest id. */
    Comparator<NodeId> mostFirst() {
        return fewestFirst().reversed();
    }

    private String zone(NodeId node) {
        return state.member(node).map(rules::zoneOf).orElse("");
    }
}
