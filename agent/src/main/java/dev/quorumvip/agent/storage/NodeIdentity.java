package dev.quorumvip.agent.storage;

import dev.quorumvip.agent.cluster.NodeId;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Who this node is, for as long as its data directory lives. A node whose directory was wiped is another one.
 *
 * @param nodeId random, 1 to 2^53 - 1, so that it survives being read as a JSON number by JavaScript
 * @param createdAt when the directory was made, by the wall clock, for people only
 */
public record NodeIdentity(long nodeId, Instant createdAt) {

    public NodeIdentity {
        new NodeId(nodeId); // refuses what is out of range
    }

    /** The id as the rest of the agent knows it. */
    public NodeId id() {
        return new NodeId(nodeId);
    }

    /** A new identity. */
    static NodeIdentity create(RandomGenerator random, Instant now) {
        return new NodeIdentity(random.nextLong(1, NodeId.MAX_VALUE + 1), now);
    }
}
