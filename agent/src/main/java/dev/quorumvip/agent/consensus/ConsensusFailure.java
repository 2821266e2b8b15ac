package dev.quorumvip.agent.consensus;

/** Why the Raft peer of this node can not go on; the message says what to do. */
public final class ConsensusFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public ConsensusFailure(String message, Throwable cause) {
        super(message, cause);
    }

    public ConsensusFailure(String message) {
        super(message);
    }
}
