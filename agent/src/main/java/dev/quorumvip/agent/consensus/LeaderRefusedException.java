package dev.quorumvip.agent.consensus;

/**
 * The leader answered that it will not take a request: it does not know a command in it, or could not answer a
 * question.
 */
public final class LeaderRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public LeaderRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
