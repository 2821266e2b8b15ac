package dev.quorumvip.agent.datagram;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** The cipher that seals datagrams; every JDK has it. */
final class AesGcm {
    private AesGcm() {}

    static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }
}
