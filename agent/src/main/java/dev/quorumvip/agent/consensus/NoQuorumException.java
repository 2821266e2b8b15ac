package dev.quorumvip.agent.consensus;

/** No leader with a majority answered in time. What was proposed may still commit. */
public final class NoQuorumException extends Exception {
    private static final long serialVersionUID = 1L;

    public NoQuorumException(String message, Throwable cause) {
        super(message, cause);
    }

    public NoQuorumException(String message) {
        super(message);
    }
}
