package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.datagram.Opening.Dropped;
import dev.quorumvip.agent.datagram.Opening.Opened;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.protocol.MessageCodec;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of sealed datagrams, each once.
 *
 * <p>After a sealed datagram of a sender's newer life, all of its older lives are refused. After one whose counter is
 * new, that counter is refused. After anything whose seal does not fit, nothing has changed.
 *
 * <p>What is known of senders is in memory: an agent that restarted can be given old datagrams of a sender it has not
 * heard since. The messages are made for that: they name their session, round and version, and repeating them gives
 * nobody anything.
 *
 * <p>For use by one thread.
 */
public final class Opener {
    /** How many senders are remembered; past that, the one not heard for longest is forgotten. */
    static final int MAX_SENDERS = 1_024;

    /** One life of a sender. */
    private record Life(long boot, SecretKey key, ReplayWindow window) {}

    private final DatagramKeys keys;
    private final Cipher cipher = AesGcm.cipher();

    /** In the order in which they were heard last; looking one up is not hearing it. */
    private final SequencedMap<NodeId, Life> lives = new LinkedHashMap<>();

    public Opener(DatagramKeys keys) {
        this.keys = keys;
    }

    /** Opens one datagram, which may be anything. */
    public Opening open(byte[] datagram) {
        if (datagram.length < DatagramHeader.MIN_DATAGRAM_BYTES) {
            return dropped(DropReason.TOO_SHORT, datagram.length + " bytes");
        }
        if (datagram.length > DatagramHeader.MAX_DATAGRAM_BYTES) {
            return dropped(DropReason.TOO_LONG, datagram.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(datagram);
        if (in.getInt() != DatagramHeader.MAGIC) {
            return dropped(DropReason.NOT_OURS, "");
        }
        int version = in.get() & 0xff;
        if (version != DatagramHeader.FORMAT_VERSION) {
            return dropped(DropReason.UNKNOWN_VERSION, "format " + version);
        }
        long sender = in.getLong();
        long boot = in.getLong();
        long counter = in.getLong();
        if (sender < 1 || sender > NodeId.MAX_VALUE || boot < 1 || counter < 1) {
            return dropped(DropReason.BAD_HEADER, "sender " + sender + ", boot " + boot + ", counter " + counter);
        }
        return open(new DatagramHeader(new NodeId(sender), boot, counter), datagram);
    }

    private Opening open(DatagramHeader header, byte[] datagram) {
        Life life = lives.get(header.sender());
        if (life != null && header.boot() < life.boot()) {
            return dropped(DropReason.OLD_BOOT, "boot " + header.boot() + " after " + life.boot());
        }
        if (life == null || header.boot() > life.boot()) {
            life = new Life(header.boot(), keys.of(header.sender(), header.boot()), new ReplayWindow());
        }
        if (!life.window().isNew(header.counter())) {
            return dropped(DropReason.REPLAYED, "sender " + header.sender() + ", counter " + header.counter());
        }
        byte[] plain = unsealed(header, life.key(), datagram);
        if (plain == null) {
            return dropped(DropReason.BAD_SEAL, "said to be from " + header.sender());
        }
        life.window().add(header.counter());
        heard(header.sender(), life);
        try {
            return new Opened(header.sender(), header.boot(), header.counter(), MessageCodec.decode(plain));
        } catch (PacketFormatException e) {
            return dropped(DropReason.MALFORMED, "from " + header.sender() + ": " + e.getMessage());
        }
    }

    private void heard(NodeId sender, Life life) {
        lives.putLast(sender, life);
        if (lives.size() > MAX_SENDERS) {
            lives.pollFirstEntry();
        }
    }

    private byte @Nullable [] unsealed(DatagramHeader header, SecretKey key, byte[] datagram) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, header.nonce());
            cipher.updateAAD(datagram, 0, DatagramHeader.BYTES);
            return cipher.doFinal(datagram, DatagramHeader.BYTES, datagram.length - DatagramHeader.BYTES);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to open", e);
        }
    }

    private static Dropped dropped(DropReason reason, String detail) {
        return new Dropped(reason, detail);
    }
}
