package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.MessageCodec;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Makes sealed datagrams of messages. Safe for use by several threads. */
public final class Sealer {
    private final NodeId sender;
    private final long boot;
    private final SecretKey key;
    private final Cipher cipher;
    private long counter;

    /**
     * @param sender this node
     * @param boot 1 or more, and larger than in any earlier life of this node: a number taken from disk and raised
     *     there before this. With a number used before, datagrams are refused by all who heard it, and the seal
     *     protects nothing any more
     */
    public Sealer(DatagramKeys keys, NodeId sender, long boot) {
        if (boot < 1) {
            throw new IllegalArgumentException("boot " + boot + " is below 1");
        }
        this.sender = sender;
        this.boot = boot;
        this.key = keys.of(sender, boot);
        this.cipher = AesGcm.cipher();
    }

    /**
     * The datagram that carries {@code message}. Sealing it again gives another datagram.
     *
     * @throws IllegalArgumentException if the message has no byte form, as {@link MessageCodec#encode} says
     */
    public byte[] seal(Message message) {
        byte[] plain = MessageCodec.encode(message);
        synchronized (cipher) {
            // The counter moves before its number is used: after a failure it is skipped, never used twice.
            DatagramHeader header = new DatagramHeader(sender, boot, ++counter);
            byte[] clear = header.toBytes();
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, header.nonce());
                cipher.updateAAD(clear);
                ByteBuffer datagram = ByteBuffer.allocate(clear.length + plain.length + DatagramHeader.TAG_BYTES);
                datagram.put(clear).put(cipher.doFinal(plain));
                return datagram.array();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-GCM refused to seal", e);
            }
        }
    }
}
