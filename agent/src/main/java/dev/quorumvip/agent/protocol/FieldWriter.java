package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.Timing;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The fields that messages are made of, written big endian. {@link FieldReader} is its mirror.
 *
 * <p>Throws {@link IllegalArgumentException} for a value its field has no room for, and {@link
 * java.nio.BufferOverflowException} past the end of the buffer.
 */
final class FieldWriter {
    private static final long MAC_MASK = 0xffff_ffff_ffffL;

    private final ByteBuffer out;

    FieldWriter(int capacity) {
        this.out = ByteBuffer.allocate(capacity);
    }

    byte[] bytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    int size() {
        return out.position();
    }

    /** Forgets what was written. */
    FieldWriter again() {
        out.clear();
        return this;
    }

    FieldWriter u8(int value, String what) {
        if (value < 0 || value > 0xff) {
            throw new IllegalArgumentException(what + " " + value + " is not within 0..255");
        }
        out.put((byte) value);
        return this;
    }

    FieldWriter i64(long value) {
        out.putLong(value);
        return this;
    }

    FieldWriter flag(boolean value) {
        out.put((byte) (value ? 1 : 0));
        return this;
    }

    FieldWriter uuid(UUID value) {
        return i64(value.getMostSignificantBits()).i64(value.getLeastSignificantBits());
    }

    FieldWriter node(NodeId node) {
        return i64(node.value());
    }

    FieldWriter session(SessionId session) {
        return node(session.node()).i64(session.epoch());
    }

    /** In nanoseconds, 0 to 2<sup>63</sup> − 1. */
    FieldWriter duration(Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("duration " + value + " is not within 0..2^63-1 ns");
        }
        return i64(value.toNanos());
    }

    /** One byte of length, then UTF-8. */
    FieldWriter name(String value, String what) {
        byte[] utf8 = utf8(value, what);
        u8(utf8.length, "length of " + what);
        out.put(utf8);
        return this;
    }

    /** Two bytes of length, then UTF-8; what is longer than {@code maxBytes} is cut between two characters. */
    FieldWriter text(String value, int maxBytes, String what) {
        byte[] utf8 = utf8(value, what);
        int length = utf8.length;
        if (length > maxBytes) {
            length = maxBytes;
            while ((utf8[length] & 0xc0) == 0x80) { // RFC 3629 §3: 10xxxxxx continues a character
                length--;
            }
        }
        out.putShort((short) length).put(utf8, 0, length);
        return this;
    }

    private static byte[] utf8(String value, String what) {
        // Only a surrogate can be half a character. All others are spared the encoder: names are measured by the
        // hundred.
        if (value.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + " is no Unicode text", e);
        }
    }

    /** One byte of length, 4 or 16, then the address. */
    FieldWriter ip(InetAddress ip) {
        byte[] bytes = ip.getAddress();
        u8(bytes.length, "length of address");
        out.put(bytes);
        return this;
    }

    FieldWriter address(ClusterAddress address) {
        ip(address.ip());
        out.putShort((short) address.port());
        return this;
    }

    FieldWriter vipAddress(VipAddress address) {
        return ip(address.ip()).u8(address.prefixLength(), "prefix length");
    }

    <T> FieldWriter optional(Optional<T> value, Consumer<T> field) {
        flag(value.isPresent());
        value.ifPresent(field);
        return this;
    }

    /** One byte of count, then the items. */
    <T> FieldWriter list(Collection<T> items, Consumer<T> field, String what) {
        u8(items.size(), "number of " + what);
        items.forEach(field);
        return this;
    }

    FieldWriter voters(VoterSet voters) {
        i64(voters.version().value());
        return list(voters.members().entrySet(), e -> node(e.getKey()).address(e.getValue()), "voters");
    }

    private FieldWriter mac(long mac) {
        if ((mac & ~MAC_MASK) != 0) {
            throw new IllegalArgumentException("MAC 0x" + Long.toHexString(mac) + " is wider than 48 bits");
        }
        out.putShort((short) (mac >>> Integer.SIZE)).putInt((int) mac);
        return this;
    }

    FieldWriter holding(Holding holding) {
        i64(holding.grant().value());
        // Counted in bytes, as the kernel does and as the room for a page is.
        if (utf8(holding.interfaceName(), "interface name").length > Holding.LONGEST_INTERFACE_NAME) {
            throw new IllegalArgumentException("interface name '" + holding.interfaceName() + "' is too long");
        }
        return mac(holding.mac())
                .name(holding.interfaceName(), "interface name")
                .i64(holding.sinceMillis());
    }

    FieldWriter timing(Timing timing) {
        return i64(timing.grant().value()).duration(timing.bound()).optional(timing.announced(), this::duration);
    }

    FieldWriter assignedVip(AssignedVip assigned) {
        return name(assigned.vip(), "VIP name")
                .i64(assigned.grant().value())
                .list(assigned.addresses(), this::vipAddress, "addresses")
                .name(assigned.interfaceChoice().text(), "interface choice")
                .flag(assigned.revoked())
                .optional(assigned.probe(), policy -> u8(WireCodes.CONFLICT_POLICY.codeOf(policy), "conflict policy"));
    }

    FieldWriter claimant(Claimant claimant) {
        return ip(claimant.address())
                .mac(claimant.mac())
                .u8(WireCodes.CONFLICT_KIND.codeOf(claimant.kind()), "conflict kind");
    }

    FieldWriter inability(Inability inability) {
        return i64(inability.definition().value())
                .u8(WireCodes.INABILITY_REASON.codeOf(inability.reason()), "inability reason");
    }

    FieldWriter knowledge(Knowledge known) {
        return node(known.about())
                .i64(known.appliedIndex())
                .optional(known.leader(), this::node)
                .voters(known.voters())
                .u8(WireCodes.MEMBER_STATE.codeOf(known.member()), "member state")
                .i64(known.openEpoch())
                .list(known.assignments(), this::assignedVip, "assignments");
    }

    FieldWriter ballot(Ballot ballot) {
        return i64(ballot.number()).node(ballot.proposer());
    }

    FieldWriter founder(Founder founder) {
        return node(founder.node()).address(founder.address()).uuid(founder.clusterId());
    }

    FieldWriter accepted(AcceptedFounder accepted) {
        return ballot(accepted.ballot()).founder(accepted.founder());
    }
}
