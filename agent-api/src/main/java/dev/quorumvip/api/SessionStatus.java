package dev.quorumvip.api;

/**
 * This node's session in the lease protocol.
 *
 * @param epoch the number the log gave it; 0 while it is being opened
 * @param state where it stands
 * @param leaseRemainingMillis time to the lease's deadline on this node's monotonic clock; 0 when it has passed or
 *     none was granted
 */
public record SessionStatus(long epoch, SessionState state, long leaseRemainingMillis) {}
