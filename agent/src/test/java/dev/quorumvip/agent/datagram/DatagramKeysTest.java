package dev.quorumvip.agent.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.cluster.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class DatagramKeysTest {
    private static final NodeId NODE = new NodeId(7);

    /** RFC 5869 §2.2 and §2.3, for an output of one hash length. */
    @Test
    void derivesWithHkdf() throws GeneralSecurityException {
        byte[] secret = ascii("0123456789abcdef");
        byte[] pseudoRandomKey = hmac(ascii("quorum-vip datagram 1"), secret);
        byte[] info = ByteBuffer.allocate(17)
                .putLong(7)
                .putLong(3)
                .put((byte) 1) // T(1)
                .array();

        assertThat(DatagramKeys.of(secret).of(NODE, 3).getEncoded()).isEqualTo(hmac(pseudoRandomKey, info));
        assertThat(DatagramKeys.of(secret).of(NODE, 3).getAlgorithm()).isEqualTo("AES");
    }

    @Test
    void givesEachSecretSenderAndLifeItsOwnKey() {
        DatagramKeys keys = DatagramKeys.of(ascii("0123456789abcdef"));
        byte[] key = keys.of(NODE, 3).getEncoded();

        assertThat(keys.of(NODE, 3).getEncoded()).isEqualTo(key);
        assertThat(keys.of(NODE, 4).getEncoded()).isNotEqualTo(key);
        assertThat(keys.of(new NodeId(8), 3).getEncoded()).isNotEqualTo(key);
        assertThat(DatagramKeys.of(ascii("0123456789abcdeF")).of(NODE, 3).getEncoded())
                .isNotEqualTo(key);
        assertThat(DatagramKeys.insecure().of(NODE, 3).getEncoded())
                .isNotEqualTo(key)
                .isEqualTo(DatagramKeys.insecure().of(NODE, 3).getEncoded());
    }

    @Test
    void saysWhetherASecretIsBehindThem() {
        assertThat(DatagramKeys.of(new byte[16]).secure()).isTrue();
        assertThat(DatagramKeys.insecure().secure()).isFalse();
    }

    @Test
    void refusesASecretThatCouldBeGuessed() {
        assertThatIllegalArgumentException().isThrownBy(() -> DatagramKeys.of(new byte[15]));
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
