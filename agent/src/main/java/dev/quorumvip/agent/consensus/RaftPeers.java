package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Nodes as Ratis' peers. A peer's id is {@code <node>.<incarnation>}: Ratis ignores a changed address under an id it
 * knows, and takes a peer that lost its log for the one that has it, so whoever comes back otherwise must have another
 * id.
 */
final class RaftPeers {
    private RaftPeers() {}

    static RaftPeerId id(NodeId node, long incarnation) {
        return RaftPeerId.valueOf(node.value() + "." + incarnation);
    }

    static NodeId node(RaftPeerId id) {
        String text = id.toString();
        return new NodeId(Long.parseLong(text.substring(0, text.indexOf('.'))));
    }

    static long incarnation(RaftPeerId id) {
        String text = id.toString();
        return Long.parseLong(text.substring(text.indexOf('.') + 1));
    }

    static RaftPeer peer(NodeId node, RaftMember member) {
        // Priorities stay equal: a candidate waits for every peer with a higher one, dead or not.
        return RaftPeer.newBuilder()
                .setId(id(node, member.incarnation()))
                .setAddress(member.address().toString())
                .build();
    }

    static List<RaftPeer> peers(Map<NodeId, RaftMember> members) {
        return members.entrySet().stream()
                .map(e -> peer(e.getKey(), e.getValue()))
                .toList();
    }

    static SortedMap<NodeId, RaftMember> members(Collection<RaftPeer> peers) {
        SortedMap<NodeId, RaftMember> members = new TreeMap<>();
        for (RaftPeer peer : peers) {
            members.put(
                    node(peer.getId()),
                    new RaftMember(ClusterAddress.parse(peer.getAddress()), incarnation(peer.getId())));
        }
        return members;
    }
}
