package dev.quorumvip.api;

import java.time.Instant;

/**
 * Who answers.
 *
 * @param id the member's number, 1 to 2^53 - 1, so that it survives a reader that keeps numbers as doubles; drawn with
 *     the data directory, so that a wiped node comes back with another one
 * @param name the node's name, a host name unless configured otherwise
 * @param clusterAddress {@code host:port} that other members reach it by
 * @param version the agent's version
 * @param startedAt when this process started, by this node's wall clock
 */
public record NodeIdentity(long id, String name, String clusterAddress, String version, Instant startedAt) {}
