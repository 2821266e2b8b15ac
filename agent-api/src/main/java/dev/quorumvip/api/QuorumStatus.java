package dev.quorumvip.api;

import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the quorum.
 *
 * @param state whether a majority answers
 * @param lastConfirmedMillisAgo how long ago the last round that a majority answered was sent; null when none was
 *     in this life
 */
public record QuorumStatus(QuorumState state, @Nullable Long lastConfirmedMillisAgo) {}
