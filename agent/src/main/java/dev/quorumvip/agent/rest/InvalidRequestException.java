package dev.quorumvip.agent.rest;

import dev.quorumvip.api.ProblemReason;

/** A field of the request is wrong whatever the cluster's state: 400. */
public final class InvalidRequestException extends ControlPlaneException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * Names the field and what is wrong with it.
     *
     * @param field a property of the body, a parameter of the path, or {@code "body"} for the body as a whole
     * @param reason the kind of refusal
     * @param message one sentence, with the mend
     */
    public InvalidRequestException(String field, ProblemReason reason, String message) {
        super(reason, message);
        this.field = field;
    }

    /** The part of the request that is wrong. */
    public String field() {
        return field;
    }
}
