package dev.quorumvip.agent.protocol;

/** Why a voter did not acknowledge a renewal. */
public enum RefusalReason {
    /** The voter has durably closed the session, or a later one of the same node. */
    SESSION_CLOSED,
    /** The voter has promised to acknowledge no renewal of that voter-set version. */
    STALE_VOTER_SET,
    /** The promise asked for is longer than any voter gives. */
    PROMISE_TOO_LONG
}
