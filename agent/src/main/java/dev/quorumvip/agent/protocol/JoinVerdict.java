package dev.quorumvip.agent.protocol;

/** What a member answers to a node that wants to join. */
public enum JoinVerdict {
    ACCEPTED,
    /** The answering node belongs to no cluster yet, or its cluster has no quorum: ask again. */
    NOT_YET,
    /** The node id was removed from the cluster, or its name or address belongs to a live member. */
    REFUSED
}
