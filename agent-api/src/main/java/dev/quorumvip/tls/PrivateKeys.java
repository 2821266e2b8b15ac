package dev.quorumvip.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Set;

/** Reads the private key of a certificate. */
final class PrivateKeys {
    private static final Set<String> TRADITIONAL = Set.of("RSA PRIVATE KEY", "EC PRIVATE KEY");
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeys() {}

    /**
     * The key in a PEM file.
     *
     * @param owner the certificate's public key
     * @throws InvalidKeyException with the reason, when it is none, or another certificate's
     */
    static PrivateKey read(byte[] file, PublicKey owner) throws InvalidKeyException {
        byte[] pkcs8 = pkcs8(file, owner);
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("is no " + owner.getAlgorithm() + " key, which the certificate needs", e);
        }
        requirePair(key, owner);
        return key;
    }

    private static byte[] pkcs8(byte[] file, PublicKey owner) throws InvalidKeyException {
        List<Pem.Block> blocks;
        try {
            blocks = Pem.blocks(file);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("is damaged: " + e.getMessage(), e);
        }
        for (Pem.Block block : blocks) {
            if (block.label().equals("PRIVATE KEY")) {
                return block.der();
            }
            if (TRADITIONAL.contains(block.label())) {
                return wrapped(block.der(), owner);
            }
            if (block.label().equals("ENCRYPTED PRIVATE KEY")) {
                throw new InvalidKeyException(
                        "is encrypted: give the key in clear, in a file that only its user reads");
            }
        }
        throw new InvalidKeyException("has no '-----BEGIN PRIVATE KEY-----'");
    }

    /**
     * RFC 5208 §5 around PKCS#1 (RFC 8017 A.1.2) or SEC 1 (RFC 5915): a version, the algorithm, the old form as it is.
     * Which algorithm, and which curve, the certificate's public key says in the same words (RFC 5280 §4.1.2.7).
     */
    private static byte[] wrapped(byte[] traditional, PublicKey owner) {
        byte[] algorithm = firstElement(owner.getEncoded());
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(VERSION_0);
        inner.writeBytes(algorithm);
        inner.writeBytes(element(OCTET_STRING, traditional));
        return element(SEQUENCE, inner.toByteArray());
    }

    /** The first element within a sequence, with its tag and length. */
    private static byte[] firstElement(byte[] sequence) {
        int start = contentOf(sequence, 0);
        int content = contentOf(sequence, start);
        int length = lengthAt(sequence, start);
        byte[] first = new byte[content - start + length];
        System.arraycopy(sequence, start, first, 0, first.length);
        return first;
    }

    /** Where the content of the element begins that begins at {@code at}: X.690 §8.1.3, short and long form. */
    private static int contentOf(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static int lengthAt(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | der[at + 2 + i] & 0xFF;
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 4);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void requirePair(PrivateKey key, PublicKey owner) throws InvalidKeyException {
        String algorithm = switch (owner.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> owner.getAlgorithm();
        };
        byte[] words = {'q', 'u', 'o', 'r', 'u', 'm'};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(words);
            byte[] signed = signature.sign();
            signature.initVerify(owner);
            signature.update(words);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("cannot be used with the certificate: " + e.getMessage(), e);
        }
        throw new InvalidKeyException("belongs to another certificate");
    }
}
