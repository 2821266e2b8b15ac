package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.protocol.Message.Abilities;
import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.Timing;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The fields that messages are made of, read from bytes that anybody may have written. Mirror of {@link FieldWriter},
 * and as strict as it: bytes it accepts are exactly those the writer makes of the same value.
 */
final class FieldReader {
    /** Reads one value and moves on behind it. */
    @FunctionalInterface
    interface Field<T> {
        T read() throws PacketFormatException;
    }

    private final ByteBuffer in;

    FieldReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    int offset() {
        return in.position();
    }

    /** Nothing may follow. */
    /** Whether nothing follows. */
    boolean atEnd() {
        return in.remaining() == 0;
    }

    void end() throws PacketFormatException {
        if (in.hasRemaining()) {
            throw new PacketFormatException(in.remaining() + " bytes too many", offset());
        }
    }

    private void need(int bytes, String what) throws PacketFormatException {
        if (in.remaining() < bytes) {
            throw new PacketFormatException(what + " is cut off", offset());
        }
    }

    int u8(String what) throws PacketFormatException {
        need(Byte.BYTES, what);
        return in.get() & 0xff;
    }

    int atLeastOne(String what) throws PacketFormatException {
        int offset = offset();
        int value = u8(what);
        if (value == 0) {
            throw new PacketFormatException(what + " is 0", offset);
        }
        return value;
    }

    private int u16(String what) throws PacketFormatException {
        need(Short.BYTES, what);
        return in.getShort() & 0xffff;
    }

    long i64(String what) throws PacketFormatException {
        need(Long.BYTES, what);
        return in.getLong();
    }

    boolean flag(String what) throws PacketFormatException {
        int offset = offset();
        int value = u8(what);
        if (value > 1) {
            throw new PacketFormatException(what + " flag is " + value, offset);
        }
        return value == 1;
    }

    <E extends Enum<E>> E code(WireCodes<E> codes) throws PacketFormatException {
        int offset = offset();
        return codes.valueOf(u8(codes.what()), offset);
    }

    UUID uuid(String what) throws PacketFormatException {
        need(2 * Long.BYTES, what);
        return new UUID(in.getLong(), in.getLong());
    }

    NodeId node(String what) throws PacketFormatException {
        int offset = offset();
        long value = i64(what);
        return valid(offset, () -> new NodeId(value));
    }

    SessionId session() throws PacketFormatException {
        NodeId node = node("session node");
        int offset = offset();
        long epoch = i64("session epoch");
        return valid(offset, () -> new SessionId(node, epoch));
    }

    VoterSetVersion version() throws PacketFormatException {
        int offset = offset();
        long value = i64("voter set version");
        return valid(offset, () -> new VoterSetVersion(value));
    }

    Duration duration(String what) throws PacketFormatException {
        int offset = offset();
        long nanos = i64(what);
        if (nanos < 0) {
            throw new PacketFormatException(what + " is negative", offset);
        }
        return Duration.ofNanos(nanos);
    }

    String name(String what) throws PacketFormatException {
        return utf8(u8("length of " + what), what);
    }

    String text(int maxBytes, String what) throws PacketFormatException {
        int offset = offset();
        int length = u16("length of " + what);
        if (length > maxBytes) {
            throw new PacketFormatException(what + " has " + length + " bytes, more than " + maxBytes, offset);
        }
        return utf8(length, what);
    }

    private String utf8(int length, String what) throws PacketFormatException {
        need(length, what);
        int offset = offset();
        ByteBuffer encoded = in.slice(offset, length);
        in.position(offset + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw new PacketFormatException(what + " is not UTF-8", offset);
        }
    }

    InetAddress ip(String what) throws PacketFormatException {
        int offset = offset();
        int length = u8("length of " + what);
        if (length != 4 && length != 16) {
            throw new PacketFormatException(what + " has " + length + " bytes", offset);
        }
        need(length, what);
        byte[] bytes = new byte[length];
        in.get(bytes);
        InetAddress ip = address(bytes, what, offset);
        if (ip.getAddress().length != length) {
            // Java turns ::ffff:192.0.2.1 into 192.0.2.1 (RFC 4291 §2.5.5.2); the writer never sends that form.
            throw new PacketFormatException(what + " is an IPv4 address in IPv6 form", offset);
        }
        return ip;
    }

    private static InetAddress address(byte[] bytes, String what, int offset) throws PacketFormatException {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new PacketFormatException(what + " is no IP address", offset);
        }
    }

    ClusterAddress address(String what) throws PacketFormatException {
        InetAddress ip = ip(what);
        int offset = offset();
        int port = u16("port of " + what);
        return valid(offset, () -> new ClusterAddress(ip, port));
    }

    VipAddress vipAddress() throws PacketFormatException {
        InetAddress ip = ip("VIP address");
        int offset = offset();
        int prefixLength = u8("prefix length");
        return valid(offset, () -> new VipAddress(ip, prefixLength));
    }

    <T> Optional<T> optional(String what, Field<T> field) throws PacketFormatException {
        return flag(what) ? Optional.of(field.read()) : Optional.empty();
    }

    /** The items are read one by one, so that a count that promises too much allocates nothing. */
    <T> List<T> list(String what, Field<T> field) throws PacketFormatException {
        int count = u8("number of " + what);
        List<T> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(field.read());
        }
        return items;
    }

    VoterSet voters() throws PacketFormatException {
        VoterSetVersion version = version();
        int offset = offset();
        SortedMap<NodeId, ClusterAddress> members = new TreeMap<>();
        list("voters", () -> members.put(ascending(members), address("voter address")));
        return valid(offset, () -> new VoterSet(version, members));
    }

    /** Voters come in the order of their ids, each once. */
    private NodeId ascending(SortedMap<NodeId, ClusterAddress> before) throws PacketFormatException {
        int offset = offset();
        NodeId voter = node("voter");
        if (!before.isEmpty() && voter.compareTo(before.lastKey()) <= 0) {
            throw new PacketFormatException("voter " + voter + " is out of order", offset);
        }
        return voter;
    }

    GrantNumber grant() throws PacketFormatException {
        int offset = offset();
        long value = i64("grant number");
        return valid(offset, () -> new GrantNumber(value));
    }

    private long mac() throws PacketFormatException {
        need(6, "MAC");
        return (in.getShort() & 0xffffL) << Integer.SIZE | (in.getInt() & 0xffff_ffffL);
    }

    Holding holding() throws PacketFormatException {
        GrantNumber grant = grant();
        long mac = mac();
        int offset = offset();
        int length = u8("length of interface name");
        if (length > Holding.LONGEST_INTERFACE_NAME) {
            throw new PacketFormatException("interface name has " + length + " bytes", offset);
        }
        return new Holding(grant, mac, utf8(length, "interface name"), i64("bound since"));
    }

    private InterfaceChoice interfaceChoice() throws PacketFormatException {
        int offset = offset();
        String text = name("interface choice");
        return valid(offset, () -> InterfaceChoice.of(text));
    }

    Timing timing() throws PacketFormatException {
        return new Timing(grant(), duration("time to bind"), optional("announced", () -> duration("time to announce")));
    }

    AssignedVip assignedVip() throws PacketFormatException {
        int offset = offset();
        String name = name("VIP name");
        GrantNumber grant = grant();
        List<VipAddress> addresses = list("addresses", this::vipAddress);
        InterfaceChoice choice = interfaceChoice();
        boolean revoked = flag("revoked");
        Optional<ConflictPolicy> probe = optional("probe", () -> code(WireCodes.CONFLICT_POLICY));
        return valid(offset, () -> new AssignedVip(name, grant, addresses, choice, revoked, probe));
    }

    Claimant claimant() throws PacketFormatException {
        return new Claimant(ip("claimed address"), mac(), code(WireCodes.CONFLICT_KIND));
    }

    private Inability inability() throws PacketFormatException {
        int offset = offset();
        long definition = i64("definition number");
        InabilityReason reason = code(WireCodes.INABILITY_REASON);
        return valid(offset, () -> new Inability(new DefinitionNumber(definition), reason));
    }

    Abilities abilities() throws PacketFormatException {
        UUID clusterId = uuid("cluster id");
        SessionId session = session();
        long sequence = i64("sequence");
        int offset = offset();
        int page = u8("page");
        int pages = u8("pages");
        long upTo = i64("newest definition");
        List<Inability> inabilities = list("inabilities", this::inability);
        return valid(offset, () -> new Abilities(clusterId, session, sequence, page, pages, upTo, inabilities));
    }

    Knowledge knowledge() throws PacketFormatException {
        return new Knowledge(
                node("about"),
                i64("applied index"),
                optional("leader", () -> node("leader")),
                voters(),
                code(WireCodes.MEMBER_STATE),
                i64("open epoch"),
                list("assignments", this::assignedVip));
    }

    Ballot ballot() throws PacketFormatException {
        return new Ballot(i64("ballot number"), node("proposer"));
    }

    Founder founder() throws PacketFormatException {
        return new Founder(node("founder"), address("founder address"), uuid("cluster id"));
    }

    AcceptedFounder accepted() throws PacketFormatException {
        return new AcceptedFounder(ballot(), founder());
    }

    /** The values check themselves; what they refuse is a fault of the bytes. */
    private static <T> T valid(int offset, Supplier<T> value) throws PacketFormatException {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new PacketFormatException(String.valueOf(e.getMessage()), offset);
        }
    }
}
