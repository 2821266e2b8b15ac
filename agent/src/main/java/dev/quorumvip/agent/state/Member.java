package dev.quorumvip.agent.state;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node that belongs to the cluster.
 *
 * @param labels what VIPs may ask of a node
 * @param labelled whether the labels were set from elsewhere, so that those of its own configuration do not count
 * @param macs the hardware addresses of its interfaces, so that nobody takes it for a stranger
 * @param leaving its removal has begun
 * @param drained it is given no VIP, and hands over what it has, until somebody says otherwise
 * @param lastEpoch the newest session it ever opened, 0 for none
 * @param open whether that session is open
 */
public record Member(
        NodeId id,
        String name,
        ClusterAddress address,
        SortedMap<String, String> labels,
        boolean labelled,
        List<MacAddress> macs,
        boolean leaving,
        boolean drained,
        long lastEpoch,
        boolean open) {
    public Member {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        macs = List.copyOf(macs);
    }

    /** One that has just joined. */
    static Member joined(NodeId id, String name, ClusterAddress address) {
        return new Member(id, name, address, new TreeMap<>(), false, List.of(), false, false, 0, false);
    }

    /** The open session, if there is one. */
    public Optional<SessionId> session() {
        return open ? Optional.of(new SessionId(id, lastEpoch)) : Optional.empty();
    }

    boolean hasOpen(SessionId session) {
        return open && session.node().equals(id) && session.epoch() == lastEpoch;
    }

    Member described(SortedMap<String, String> nowLabels, List<MacAddress> nowMacs) {
        return new Member(
                id, name, address, labelled ? labels : nowLabels, labelled, nowMacs, leaving, drained, lastEpoch, open);
    }

    Member labelled(SortedMap<String, String> now) {
        return new Member(id, name, address, now, true, macs, leaving, drained, lastEpoch, open);
    }

    Member withLeaving() {
        return new Member(id, name, address, labels, labelled, macs, true, drained, lastEpoch, open);
    }

    Member withDrained(boolean now) {
        return new Member(id, name, address, labels, labelled, macs, leaving, now, lastEpoch, open);
    }

    Member withSession(long epoch, boolean nowOpen) {
        return new Member(id, name, address, labels, labelled, macs, leaving, drained, epoch, nowOpen);
    }
}
