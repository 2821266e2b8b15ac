package dev.quorumvip.api;

/**
 * Body of {@code GET /livez}: 200 when live, 503 when the process should be restarted.
 *
 * @param live whether the agent's own threads make progress; the quorum plays no part
 */
public record Liveness(boolean live) {}
