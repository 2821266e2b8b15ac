package dev.quorumvip.agent.node;

/** What must never be: two machines serve one address. */
final class TwoHoldersError extends AssertionError {
    private static final long serialVersionUID = 1L;

    TwoHoldersError(String message) {
        super(message);
    }
}
