package dev.quorumvip.agent.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes whose acknowledgements count, under one version number.
 *
 * @param version which set it is
 * @param members the voters and where they listen; never empty
 */
public record VoterSet(VoterSetVersion version, SortedMap<NodeId, ClusterAddress> members) {
    public VoterSet {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a voter set has at least one member");
        }
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    public boolean contains(NodeId node) {
        return members.containsKey(node);
    }

    /** The smallest number of voters of which any two groups share one. */
    public int majority() {
        return members.size() / 2 + 1;
    }

    /** Whether those of {@code nodes} that are voters of this set are a majority of it. */
    public boolean isMajority(Collection<NodeId> nodes) {
        return nodes.stream().distinct().filter(members::containsKey).count() >= majority();
    }

    /** The set of the next version, with one more voter. */
    public VoterSet with(NodeId node, ClusterAddress address) {
        SortedMap<NodeId, ClusterAddress> next = new TreeMap<>(members);
        next.put(node, address);
        return new VoterSet(version.next(), next);
    }

    /** The set of the next version, with one voter fewer. */
    public VoterSet without(NodeId node) {
        SortedMap<NodeId, ClusterAddress> next = new TreeMap<>(members);
        next.remove(node);
        return new VoterSet(version.next(), next);
    }

    /** How many nodes are in exactly one of the two sets. */
    public int distance(Map<NodeId, ?> other) {
        int gone = (int)
                members.keySet().stream().filter(n -> !other.containsKey(n)).count();
        int come = (int)
                other.keySet().stream().filter(n -> !members.containsKey(n)).count();
        return gone + come;
    }
}
