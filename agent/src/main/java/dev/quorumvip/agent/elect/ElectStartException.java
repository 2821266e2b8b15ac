package dev.quorumvip.agent.elect;

/** The elector cannot start; the message says why, and what would help. */
final class ElectStartException extends Exception {
    private static final long serialVersionUID = 1L;

    ElectStartException(String message) {
        super(message);
    }

    ElectStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
