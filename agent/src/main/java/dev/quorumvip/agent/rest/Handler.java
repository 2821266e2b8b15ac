package dev.quorumvip.agent.rest;

/** Answers one route. */
@FunctionalInterface
interface Handler {
    /**
     * Answers, or refuses with an exception.
     *
     * @throws ControlPlaneException when the request is refused
     */
    Response handle(Request request) throws ControlPlaneException;
}
