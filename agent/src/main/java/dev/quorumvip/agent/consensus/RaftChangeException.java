package dev.quorumvip.agent.consensus;

import org.jspecify.annotations.Nullable;

/** A change of the Raft group's peers or of its leader did not come about, as far as this node knows. */
public final class RaftChangeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RaftChangeException(Reason reason, String message, @Nullable Throwable cause) {
        super(reason + ": " + message, cause);
        this.reason = reason;
    }

    /** Why not. */
    public enum Reason {
        /** This node does not lead, or stopped leading. */
        NOT_LEADER,
        /** Another change is under way. */
        IN_PROGRESS,
        /** The peer to be added was silent or did not catch up. */
        NOT_CAUGHT_UP,
        /** No end in time; it may still come about. */
        TIMED_OUT,
        /** Not a change that the group makes. */
        REFUSED
    }

    public Reason reason() {
        return reason;
    }
}
