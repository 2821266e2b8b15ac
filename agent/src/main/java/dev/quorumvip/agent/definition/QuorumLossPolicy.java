package dev.quorumvip.agent.definition;

/** What a holder does when its lease runs out because it reaches no majority of the voters. */
public enum QuorumLossPolicy {
    /** Takes the VIP off: it is never on two nodes. */
    RELEASE,
    /**
     * Keeps it until a voter says that the session is over, or this process ends. Then nothing keeps the VIP from being on two nodes at once: on this one,
     * and on the one that the majority gives it to meanwhile.
     */
    KEEP
}
