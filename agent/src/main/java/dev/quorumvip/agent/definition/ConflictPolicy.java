package dev.quorumvip.agent.definition;

/** What to do when a machine that is no member has the address of a VIP. */
public enum ConflictPolicy {
    /** Do not claim it while the other answers. */
    REFUSE,
    /** Claim it all the same, and say so. */
    REPORT
}
