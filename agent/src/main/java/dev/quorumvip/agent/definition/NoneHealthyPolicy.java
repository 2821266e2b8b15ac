package dev.quorumvip.agent.definition;

/** What happens to a VIP whose health checks pass on no node. */
public enum NoneHealthyPolicy {
    /** Nobody has it, until they pass somewhere. */
    RELEASE,
    /** Its holder keeps it. */
    STAY
}
