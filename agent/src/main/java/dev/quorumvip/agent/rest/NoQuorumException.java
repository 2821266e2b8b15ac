package dev.quorumvip.agent.rest;

import dev.quorumvip.api.ProblemReason;

/** No majority of the voters answers: 503, to be tried again. */
public final class NoQuorumException extends ControlPlaneException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is missing.
     *
     * @param message one sentence, such as {@code "1 of 3 voters answers; a majority is 2"}
     */
    public NoQuorumException(String message) {
        super(ProblemReason.NO_QUORUM, message);
    }
}
