package dev.quorumvip.api;

/**
 * A node that could not serve a virtual IP now, as it says itself.
 *
 * @param node the member's name
 * @param reason {@code UNCHECKED}: its health checks have not said yet; {@code UNHEALTHY}: one of them fails; {@code
 *     OTHER_TIMING}: its leases have another timing than the VIP needs; {@code NO_INTERFACE}: the interface that the VIP
 *     names, by name, pattern or subnet, is not there, not up, or without carrier
 */
public record InabilityStatus(String node, String reason) {}
