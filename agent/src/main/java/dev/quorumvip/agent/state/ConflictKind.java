package dev.quorumvip.agent.state;

/** On what occasion a conflict was noticed. */
public enum ConflictKind {
    /** A stranger answered, or asked for the address to take it, before the cluster claimed it for the first time. */
    BEFORE_CLAIM,
    /** A stranger claims what a node holds. */
    WHILE_HELD,
    /** Two machines answered a node that does not hold it, or one that is nobody's in the cluster. */
    SEEN_BY_WITNESS
}
