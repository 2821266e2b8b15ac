package dev.quorumvip.agent.cluster;

/**
 * A node's open membership in the lease protocol.
 *
 * @param node whose session it is
 * @param epoch the durable sequence number under which the node opened it; a later session has a larger one
 */
public record SessionId(NodeId node, long epoch) implements Comparable<SessionId> {
    public SessionId {
        if (epoch < 1) {
            throw new IllegalArgumentException("session epoch " + epoch + " is below 1");
        }
    }

    @Override
    public int compareTo(SessionId other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Long.compare(epoch, other.epoch);
    }

    @Override
    public String toString() {
        return node + "/" + epoch;
    }
}
