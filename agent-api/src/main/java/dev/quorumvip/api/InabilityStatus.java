package dev.quorumvip.api;

/**
 * A node that could not serve a virtual IP now, as it says itself.
 *
 * @param node the member's name
 * @param reason {@code UNCHECKED}: its health checks have not said yet; {@code UNHEALTHY}: one of them fails
 */
public record InabilityStatus(String node, String reason) {}
