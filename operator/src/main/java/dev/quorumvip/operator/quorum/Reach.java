package dev.quorumvip.operator.quorum;

/** How much of the agents' cluster can be seen. */
public enum Reach {
    /** No agent has a Pod. */
    NO_AGENTS,
    /** Agents answer, and are in no cluster yet. */
    UNFORMED,
    /** No agent of the cluster answers. */
    UNREACHABLE,
    /** Agents answer, and no majority of the voters answers them. */
    NO_QUORUM,
    /** Agents of two clusters answer: which one counts, nobody can say. */
    SPLIT,
    /** An agent answers that a majority of the voters answers. */
    CONFIRMED
}
