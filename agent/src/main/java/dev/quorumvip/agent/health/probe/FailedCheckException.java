package dev.quorumvip.agent.health.probe;

/** There was an answer, and it is not the one that was expected; the message is the reason, for people. */
final class FailedCheckException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedCheckException(String reason) {
        super(reason);
    }
}
