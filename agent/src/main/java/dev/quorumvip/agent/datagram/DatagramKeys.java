package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.cluster.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys that datagrams are sealed with: one AES-256 key for each life of each sender, derived from the cluster's
 * secret with HKDF-SHA256 (RFC 5869). A life's key and its counter never come together twice, so neither does a nonce
 * under one key.
 *
 * <p>Safe for use by several threads.
 */
public final class DatagramKeys {
    /** A shorter secret could be guessed from one recorded datagram: 16 bytes are 128 bits. */
    public static final int MIN_SECRET_BYTES = 16;

    private static final int KEY_BYTES = 32;
    private static final byte[] SALT = ascii("quorum-vip datagram 1");
    private static final byte[] INSECURE_SALT = ascii("quorum-vip datagram 1 insecure");

    private final SecretKey pseudoRandomKey;
    private final boolean secure;

    private DatagramKeys(byte[] secret, byte[] salt, boolean secure) {
        try {
            this.pseudoRandomKey = hkdf().deriveKey(
                            "Generic",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .addSalt(salt)
                                    .extractOnly());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 refused its input", e);
        }
        this.secure = secure;
    }

    /**
     * The keys of the cluster that has this secret.
     *
     * @throws IllegalArgumentException if it has fewer than {@link #MIN_SECRET_BYTES} bytes
     */
    public static DatagramKeys of(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("a cluster secret of " + secret.length + " bytes is shorter than "
                    + MIN_SECRET_BYTES + " and could be guessed");
        }
        return new DatagramKeys(secret, SALT, true);
    }

    /**
     * Keys that anybody can derive, for trying the program out: datagrams are protected against accident only. Never
     * the same as those of any secret, so that an agent without a secret and one with cannot talk.
     */
    public static DatagramKeys insecure() {
        return new DatagramKeys(new byte[0], INSECURE_SALT, false);
    }

    /** Whether a secret is behind these keys. */
    public boolean secure() {
        return secure;
    }

    /** The key that {@code sender} seals with in its life number {@code boot}. */
    SecretKey of(NodeId sender, long boot) {
        byte[] info = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(sender.value())
                .putLong(boot)
                .array();
        try {
            return hkdf().deriveKey("AES", HKDFParameterSpec.expandOnly(pseudoRandomKey, info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 refused its input", e);
        }
    }

    private static KDF hkdf() throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
