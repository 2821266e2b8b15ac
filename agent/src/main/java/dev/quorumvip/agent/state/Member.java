package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import java.util.Optional;

/**
 * A node that belongs to the cluster.
 *
 * @param leaving its removal has begun
 * @param lastEpoch the newest session it ever opened, 0 for none
 * @param open whether that session is open
 */
public record Member(NodeId id, String name, ClusterAddress address, boolean leaving, long lastEpoch, boolean open) {
    /** The open session, if there is one. */
    public Optional<SessionId> session() {
        return open ? Optional.of(new SessionId(id, lastEpoch)) : Optional.empty();
    }

    boolean hasOpen(SessionId session) {
        return open && session.node().equals(id) && session.epoch() == lastEpoch;
    }

    Member withLeaving() {
        return new Member(id, name, address, true, lastEpoch, open);
    }

    Member withSession(long epoch, boolean nowOpen) {
        return new Member(id, name, address, leaving, epoch, nowOpen);
    }
}
