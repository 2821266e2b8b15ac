package dev.quorumvip.agent.health;

/**
 * One run of a check.
 *
 * @param number told apart from every other run
 */
public record CheckRun(long number, HealthCheck check) {}
