package dev.quorumvip.agent.config;

import java.security.MessageDigest;
import java.util.Arrays;

/** The bytes that all agents of a cluster share. They never appear in a log or message. */
public final class ClusterSecret {

    /** Shorter ones can be guessed: 16 bytes are 128 bits. */
    public static final int MIN_BYTES = 16;

    private final byte[] bytes;

    /**
     * Copies the secret.
     *
     * @throws IllegalArgumentException if it is shorter than {@link #MIN_BYTES}
     */
    public ClusterSecret(byte[] bytes) {
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "holds a secret of " + bytes.length + " bytes, but must hold at least " + MIN_BYTES);
        }
        this.bytes = bytes.clone();
    }

    /** A copy of the secret's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The length only. */
    @Override
    public String toString() {
        return "ClusterSecret[" + bytes.length + " bytes]";
    }
}
