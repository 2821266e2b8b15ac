package dev.quorumvip.agent.health;

/** What is known of one check on one node. */
public enum CheckState {
    /** Not enough answers in a row yet, of either kind. */
    UNKNOWN,
    PASSING,
    FAILING
}
