package dev.quorumvip.api;

import java.time.Instant;

/**
 * Condition {@code AddressConflict}: a machine has an address of a virtual IP, and should not.
 *
 * @param address which, without a prefix
 * @param mac the hardware address that claims it
 * @param occasion {@code BEFORE_CLAIM}: a stranger had it before the cluster claimed it for the first time; {@code
 *     WHILE_HELD}: a stranger claims what a node holds; {@code SEEN_BY_WITNESS}: another machine than the holder answered a
 *     node that asked
 * @param node name of the member that noticed it
 * @param since when the cluster took note of it
 */
public record AddressConflictStatus(String address, String mac, String occasion, String node, Instant since) {}
