package dev.quorumvip.agent.cli;

/** An agent refused, or could not be reached. The message is what the user reads. */
final class AgentCallException extends Exception {
    private static final long serialVersionUID = 1L;

    AgentCallException(String message) {
        super(message);
    }
}
