package dev.quorumvip.agent.elect;

import dev.quorumvip.agent.elect.consul.ConsulClient;

/** The key is there and is no lock. */
final class LockConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    LockConflictException(String key, long flags) {
        super(text(key, flags));
    }

    /** vip-elector's words, which end in those of Consul's own client. */
    static String text(String key, long flags) {
        return "existing key at '" + key + "' is a regular KV entry (Flags=" + Long.toUnsignedString(flags)
                + "), not a lock key (expected Flags=" + ConsulClient.LOCK_FLAGS
                + "): Existing key does not match lock use. Delete it with 'consul kv delete " + key
                + "' and start again, or set another trigger-key";
    }
}
