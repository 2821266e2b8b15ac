package dev.quorumvip.agent.node;

/** Left in peace, a VIP is not where it has to be, or does not stay there. */
final class NotInPlaceError extends AssertionError {
    private static final long serialVersionUID = 1L;

    NotInPlaceError(String message) {
        super(message);
    }
}
