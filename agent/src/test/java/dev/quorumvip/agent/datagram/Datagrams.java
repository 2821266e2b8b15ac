package dev.quorumvip.agent.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.datagram.Opening.Dropped;
import dev.quorumvip.agent.datagram.Opening.Opened;
import dev.quorumvip.agent.protocol.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Cipher;

/** What the tests of this package seal, and with what. */
final class Datagrams {
    static final DatagramKeys KEYS = DatagramKeys.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    static final DatagramKeys OTHER_KEYS = DatagramKeys.of("another secret of us".getBytes(StandardCharsets.US_ASCII));
    static final NodeId NODE = new NodeId(7);

    private Datagrams() {}

    /** One of 2<sup>63</sup> − 1 messages. */
    static Message message(long number) {
        return new Message.Settle(new UUID(1, 2), new VoterSetVersion(number));
    }

    /** Sealed as a member with these keys could, but with any header and any content. */
    static byte[] sealed(DatagramKeys keys, NodeId sender, long boot, long counter, byte[] plain) {
        DatagramHeader header = new DatagramHeader(sender, boot, counter);
        byte[] clear = header.toBytes();
        try {
            Cipher cipher = AesGcm.cipher();
            cipher.init(Cipher.ENCRYPT_MODE, keys.of(sender, boot), header.nonce());
            cipher.updateAAD(clear);
            byte[] hidden = cipher.doFinal(plain);
            return ByteBuffer.allocate(clear.length + hidden.length)
                    .put(clear)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static void assertOpened(Opening opening, Message message) {
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opened.class, opened -> assertThat(opened.message()).isEqualTo(message));
    }

    static void assertDropped(Opening opening, DropReason reason) {
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Dropped.class, dropped -> assertThat(dropped.reason()).isEqualTo(reason));
    }
}
