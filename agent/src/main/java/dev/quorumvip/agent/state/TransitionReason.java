package dev.quorumvip.agent.state;

/** Why a VIP moved, as the log keeps it. Names are stored: they never change meaning. */
public enum TransitionReason {
    /** The VIP was set and had no holder before. */
    FIRST_ASSIGNMENT,
    /** The old holder's session was closed by the voters. */
    SESSION_EXPIRED,
    /** The old holder restarted and opened a new session. */
    NODE_RESTARTED,
    /** The old holder is stopping. */
    NODE_STOPPING,
    /** The old holder's interface lost its carrier, was taken down, renamed or removed. */
    INTERFACE_LOST,
    /** The old holder could not put the address on its interface. */
    BIND_FAILED,
    /** The definition of the VIP changed. */
    VIP_CHANGED,
    /** The VIP was deleted. */
    VIP_DELETED,
    /** The old holder is leaving the cluster. */
    MEMBER_LEAVING,
    /** Somebody asked for it to be elsewhere. */
    MOVED,
    /** The old holder is being drained. */
    DRAINED,
    /** The old holder lacks a label that the VIP asks for. */
    NOT_SELECTED,
    /** A node with a higher priority could have it. */
    PREEMPTED,
    /** The old holder had more VIPs than others. */
    REBALANCED,
    /** The VIP's health checks failed on the old holder. */
    UNHEALTHY,
    /** A machine that is no member had the address. */
    ADDRESS_CONFLICT
}
