package dev.quorumvip.agent.rest;

import dev.quorumvip.api.ProblemReason;

/** The cluster's present state forbids the request: 409. */
public final class ConflictException extends ControlPlaneException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * Names the field and what it collides with.
     *
     * @param field a property of the body or a parameter of the path
     * @param reason the kind of refusal
     * @param message one sentence, with the mend
     */
    public ConflictException(String field, ProblemReason reason, String message) {
        super(reason, message);
        this.field = field;
    }

    /** The part of the request that collides. */
    public String field() {
        return field;
    }
}
