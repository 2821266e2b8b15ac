package dev.quorumvip.agent.definition;

/** A failover timing by its name, as a VIP asks for it; the profiles themselves are in {@code lease}. */
public enum NamedTiming {
    FAST,
    BALANCED,
    CONSERVATIVE
}
