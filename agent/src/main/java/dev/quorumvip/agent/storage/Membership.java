package dev.quorumvip.agent.storage;

import java.util.List;
import java.util.UUID;

/**
 * The cluster this node belongs to.
 *
 * @param clusterId made by the founders
 * @param contacts addresses of members as host:port, to be asked when the log does not help
 * @param raftIncarnation counts this node's lives as a member of the Raft group, whose peers may not change address
 * @param removed whether this node was taken out of the cluster and must not act as its member again
 */
public record Membership(UUID clusterId, List<String> contacts, long raftIncarnation, boolean removed) {

    public Membership {
        contacts = List.copyOf(contacts);
        if (raftIncarnation < 0) {
            throw new IllegalArgumentException("raft incarnation " + raftIncarnation + " is negative");
        }
    }
}
