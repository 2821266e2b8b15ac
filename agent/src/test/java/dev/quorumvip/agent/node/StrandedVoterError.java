package dev.quorumvip.agent.node;

/** What must never be either: a voter that is not in the Raft group, and may come to be one of many. */
final class StrandedVoterError extends AssertionError {
    private static final long serialVersionUID = 1L;

    StrandedVoterError(String message) {
        super(message);
    }
}
