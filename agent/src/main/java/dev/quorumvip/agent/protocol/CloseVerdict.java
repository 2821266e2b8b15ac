package dev.quorumvip.agent.protocol;

/** What a voter answers when it is asked to close a session. */
public enum CloseVerdict {
    /** Closed, and on disk; or, for a dry run, nothing stands against it. */
    CLOSED,
    /** An ack that this voter gave is still good. */
    STILL_PROMISED,
    /** This voter restarted too short a time ago to know what it had promised. */
    QUARANTINED
}
