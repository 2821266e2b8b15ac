package dev.quorumvip.agent.elect.consul;

import java.util.Optional;

/**
 * The key as Consul had it.
 *
 * @param index from which to wait for the next change
 * @param entry empty if there is no such key
 */
public record KeyState(long index, Optional<Entry> entry) {
    /**
     * An entry.
     *
     * @param flags what it was written with: a lock's own, or something else
     * @param session that has locked it; empty if none has
     * @param modifyIndex to change it only if nobody else has
     */
    public record Entry(long flags, String value, String session, long modifyIndex) {
        /** Whether it was written as a lock, by this program or another that locks as Consul's own tools do. */
        public boolean isLock() {
            return flags == ConsulClient.LOCK_FLAGS;
        }
    }
}
