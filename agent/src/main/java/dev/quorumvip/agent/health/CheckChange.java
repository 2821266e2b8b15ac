package dev.quorumvip.agent.health;

/**
 * A check came to another state.
 *
 * @param reason the answer that decided, and which in a row it was
 */
public record CheckChange(HealthCheck check, CheckState before, CheckState after, String reason) {}
