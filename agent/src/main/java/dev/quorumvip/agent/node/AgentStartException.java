package dev.quorumvip.agent.node;

/** The agent could not start; the message says why, and what to do. */
public final class AgentStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public AgentStartException(String message, Throwable cause) {
        super(message, cause);
    }

    public AgentStartException(String message) {
        super(message);
    }
}
