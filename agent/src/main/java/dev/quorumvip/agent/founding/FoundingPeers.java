package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message.Founder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who of the listed peers is there, and under which node id.
 *
 * <p>After the first datagram from a listed address, that address belongs to its sender. After one from somebody else
 * there, the address has no vote: its owner lost its data directory, and with it what it had promised.
 */
final class FoundingPeers {
    /** How long a peer counts as seen after its last hello. */
    static final Duration SEEN_WITHIN = Duration.ofSeconds(1);

    /** How long the lists count as differing after a stranger's last hello: long enough to outlast a few lost ones. */
    static final Duration DISPUTED_WITHIN = Duration.ofSeconds(5);

    private static final int MAX_STRANGERS = 64;

    private final ClusterAddress selfAddress;
    private final List<ClusterAddress> listed;
    private final Map<ClusterAddress, NodeId> owners = new HashMap<>();
    private final SortedSet<ClusterAddress> replaced = new TreeSet<>();
    private final Map<ClusterAddress, Long> hellos = new HashMap<>();
    private final TreeMap<ClusterAddress, Long> strangers = new TreeMap<>();

    FoundingPeers(NodeId self, ClusterAddress selfAddress, List<ClusterAddress> listed) {
        this.selfAddress = selfAddress;
        this.listed = List.copyOf(listed);
        if (!this.listed.contains(selfAddress)) {
            throw new IllegalArgumentException(
                    "the initial peers " + listed + " do not contain this node's own address " + selfAddress);
        }
        if (this.listed.stream().distinct().count() != this.listed.size()) {
            throw new IllegalArgumentException("the initial peers " + listed + " contain one twice");
        }
        owners.put(selfAddress, self);
    }

    List<ClusterAddress> listed() {
        return listed;
    }

    List<ClusterAddress> others() {
        return listed.stream().filter(peer -> !peer.equals(selfAddress)).toList();
    }

    int majority() {
        return listed.size() / 2 + 1;
    }

    boolean isListed(ClusterAddress address) {
        return listed.contains(address);
    }

    /** Whether {@code sender} may speak for {@code from}; learns it if nobody has spoken for it yet. */
    boolean recognise(ClusterAddress from, NodeId sender) {
        if (!listed.contains(from) || from.equals(selfAddress) || replaced.contains(from)) {
            return false;
        }
        NodeId owner = owners.get(from);
        if (owner != null && !owner.equals(sender)) {
            replaced.add(from);
            return false;
        }
        if (owner == null && owners.containsValue(sender)) {
            // One node id at two addresses is a copied data directory: it could use one ballot for two founders.
            return false;
        }
        owners.put(from, sender);
        return true;
    }

    boolean owns(NodeId node, ClusterAddress address) {
        return node.equals(owners.get(address));
    }

    void hello(ClusterAddress from, long nowNanos) {
        hellos.put(from, nowNanos);
    }

    void strangersHello(ClusterAddress from, long nowNanos) {
        strangers.put(from, nowNanos);
        if (strangers.size() > MAX_STRANGERS) {
            strangers.pollLastEntry();
        }
    }

    /**
     * Whether somebody who is not listed here lists this node: two lists, of which each might have its own majority.
     */
    boolean disputed(long nowNanos) {
        return !strangers(nowNanos).isEmpty();
    }

    private List<ClusterAddress> strangers(long nowNanos) {
        strangers.values().removeIf(heard -> nowNanos - heard > DISPUTED_WITHIN.toNanos());
        return List.copyOf(strangers.keySet());
    }

    /** Whether a majority is seen, and this node is first among those. */
    boolean mayPropose(long nowNanos) {
        List<ClusterAddress> seen = seen(nowNanos);
        return seen.size() >= majority() && seen.getFirst().equals(selfAddress) && !disputed(nowNanos);
    }

    private List<ClusterAddress> seen(long nowNanos) {
        return listed.stream().filter(peer -> isSeen(peer, nowNanos)).toList();
    }

    private boolean isSeen(ClusterAddress peer, long nowNanos) {
        if (peer.equals(selfAddress)) {
            return true;
        }
        Long heard = hellos.get(peer);
        return heard != null && nowNanos - heard <= SEEN_WITHIN.toNanos() && !replaced.contains(peer);
    }

    FoundingStatus status(Optional<Founder> chosen, long nowNanos) {
        return new FoundingStatus(
                seen(nowNanos),
                listed.stream().filter(peer -> !isSeen(peer, nowNanos)).toList(),
                majority(),
                List.copyOf(replaced),
                strangers(nowNanos),
                chosen);
    }
}
