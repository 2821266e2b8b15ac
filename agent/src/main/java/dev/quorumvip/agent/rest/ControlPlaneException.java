package dev.quorumvip.agent.rest;

import dev.quorumvip.api.ProblemReason;

/** The agent refuses a request, for a reason that its sender should read. */
public abstract sealed class ControlPlaneException extends Exception
        permits NoQuorumException, UnknownNameException, InvalidRequestException, ConflictException {
    private static final long serialVersionUID = 1L;

    private final ProblemReason reason;

    ControlPlaneException(ProblemReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The kind of refusal. */
    public ProblemReason reason() {
        return reason;
    }
}
