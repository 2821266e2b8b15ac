package dev.quorumvip.agent.cli;

/** An agent refused, or could not be reached. The message is what the user reads. */
final class AgentCallException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    AgentCallException(String message) {
        this(message, false);
    }

    /** @param lasting the same request would be refused again, and by any agent */
    AgentCallException(String message, boolean lasting) {
        super(message);
        this.lasting = lasting;
    }

    /** Whether asking again is no use. */
    boolean lasting() {
        return lasting;
    }
}
