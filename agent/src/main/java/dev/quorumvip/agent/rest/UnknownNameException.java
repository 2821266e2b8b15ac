package dev.quorumvip.agent.rest;

import dev.quorumvip.api.ProblemReason;

/** Nothing has this name: 404. */
public final class UnknownNameException extends ControlPlaneException {
    private static final long serialVersionUID = 1L;

    /**
     * Names what is missing.
     *
     * @param kind {@code "virtual IP"} or {@code "member"}
     * @param name as it was asked for
     */
    public UnknownNameException(String kind, String name) {
        super(ProblemReason.UNKNOWN_NAME, "there is no " + kind + " named '" + name + "'");
    }
}
