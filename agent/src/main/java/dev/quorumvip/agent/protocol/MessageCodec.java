package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.protocol.Message.Founding;
import java.nio.BufferOverflowException;
import java.util.Optional;

/**
 * The byte form of every {@link Message}: protocol version (1 byte), {@link MessageType#code() type} (1 byte), then the
 * fields of the record in their order.
 *
 * <p>Numbers are big endian and of fixed width; flags are one byte, 0 or 1; durations are nanoseconds in 8 bytes; names
 * are one byte of length and UTF-8; addresses are one byte of length, 4 or 16 bytes, and a port (2 bytes) or a prefix
 * length (1 byte); lists are one byte of count and the items; an optional field is a flag and, if that is 1, the field.
 * Each message has exactly one byte form, and nothing else is accepted.
 */
public final class MessageCodec {
    /** The first byte of every message. */
    public static final int PROTOCOL_VERSION = 1;

    /**
     * The longest message in bytes. With the seal around it and the UDP and IPv6 headers it still fits 1,280 bytes,
     * which every IPv6 link carries unfragmented (RFC 8200 §5).
     */
    public static final int MAX_BYTES = 1_180;

    /** The longest {@link Message.JoinReply#detail()} in bytes of UTF-8; the rest is cut off. */
    public static final int MAX_DETAIL_BYTES = 400;

    private MessageCodec() {}

    /**
     * The bytes of {@code message}, {@link #MAX_BYTES} at most.
     *
     * @throws IllegalArgumentException if it does not fit, or a value has no room in its field: a name of more than
     *     255 bytes, a MAC of more than 48 bits, a negative promise. {@link MessagePages} cuts the lists that can grow.
     */
    public static byte[] encode(Message message) {
        FieldWriter out = new FieldWriter(MAX_BYTES);
        MessageType type = MessageType.of(message);
        try {
            out.u8(PROTOCOL_VERSION, "version").u8(type.code(), "type");
            writeFields(out, message);
        } catch (BufferOverflowException e) {
            throw new IllegalArgumentException(type + " does not fit " + MAX_BYTES + " bytes", e);
        }
        return out.bytes();
    }

    /**
     * The message that {@code bytes} are, all of them.
     *
     * @throws PacketFormatException if they are no message of this version
     */
    public static Message decode(byte[] bytes) throws PacketFormatException {
        if (bytes.length > MAX_BYTES) {
            throw new PacketFormatException(
                    "a message has " + bytes.length + " bytes, more than " + MAX_BYTES, MAX_BYTES);
        }
        FieldReader in = new FieldReader(bytes);
        int version = in.u8("protocol version");
        if (version != PROTOCOL_VERSION) {
            throw new PacketFormatException("unknown protocol version " + version, 0);
        }
        int offset = in.offset();
        MessageType type = MessageType.ofCode(in.u8("message type"), offset);
        Message message = readFields(in, type);
        in.end();
        return message;
    }

    private static void writeFields(FieldWriter out, Message message) {
        switch (message) {
            case Message.Renew m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .i64(m.round())
                        .i64(m.version().value())
                        .duration(m.promise())
                        .flag(m.eligible())
                        .i64(m.raftIncarnation())
                        .u8(m.holdingPages(), "pages of holdings")
                        .list(m.holding(), out::holding, "holdings");
            case Message.Ack m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .i64(m.round())
                        .i64(m.version().value())
                        .knowledge(m.known());
            case Message.Refusal m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .i64(m.round())
                        .u8(WireCodes.REFUSAL_REASON.codeOf(m.reason()), "refusal reason")
                        .knowledge(m.known());
            case Message.Notice m -> out.uuid(m.clusterId()).knowledge(m.known());
            case Message.Close m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .i64(m.version().value())
                        .flag(m.dryRun());
            case Message.CloseReply m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .i64(m.version().value())
                        .flag(m.dryRun())
                        .u8(WireCodes.CLOSE_VERDICT.codeOf(m.verdict()), "close verdict");
            case Message.Settle m -> out.uuid(m.clusterId()).i64(m.version().value());
            case Message.SettleReply m ->
                out.uuid(m.clusterId()).i64(m.version().value()).flag(m.settled());
            case Message.Beacon m -> out.uuid(m.clusterId()).voters(m.voters());
            case Message.Join m -> {
                out.node(m.node()).name(m.name(), "node name").address(m.address());
                // At the end, and only if there is one: who was nobody before says it in the words of older releases.
                m.former().ifPresent(out::node);
            }
            case Message.JoinReply m ->
                out.node(m.node())
                        .u8(WireCodes.JOIN_VERDICT.codeOf(m.verdict()), "join verdict")
                        .optional(m.clusterId(), out::uuid)
                        .optional(m.voters(), out::voters)
                        .text(m.detail(), MAX_DETAIL_BYTES, "detail");
            case Message.Released m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .name(m.vip(), "VIP name")
                        .i64(m.grant().value())
                        .u8(WireCodes.TRANSITION_REASON.codeOf(m.reason()), "transition reason");
            case Message.Abilities m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .i64(m.sequence())
                        .u8(m.page(), "page")
                        .u8(m.pages(), "pages")
                        .i64(m.upTo())
                        .list(m.inabilities(), out::inability, "inabilities");
            case Message.Timings m ->
                out.uuid(m.clusterId()).session(m.session()).list(m.timings(), out::timing, "timings");
            case Message.Conflict m ->
                out.uuid(m.clusterId())
                        .session(m.session())
                        .name(m.vip(), "VIP name")
                        .optional(m.claimant(), out::claimant);
            case Founding.Hello m -> out.node(m.node()).address(m.address());
            case Founding.Prepare m -> out.ballot(m.ballot());
            case Founding.Promise m -> out.ballot(m.ballot()).optional(m.accepted(), out::accepted);
            case Founding.Accept m -> out.ballot(m.ballot()).founder(m.founder());
            case Founding.Accepted m -> out.ballot(m.ballot());
            case Founding.Rejected m -> out.ballot(m.ballot()).ballot(m.promised());
            case Founding.Chosen m -> out.founder(m.founder());
        }
    }

    /**
     * Arguments are evaluated from left to right (JLS §15.12.4.2), so each constructor call reads its fields in order.
     */
    private static Message readFields(FieldReader in, MessageType type) throws PacketFormatException {
        return switch (type) {
            case RENEW ->
                new Message.Renew(
                        in.uuid("cluster id"),
                        in.session(),
                        in.i64("round"),
                        in.version(),
                        in.duration("promise"),
                        in.flag("eligible"),
                        in.i64("raft incarnation"),
                        in.atLeastOne("pages of holdings"),
                        in.list("holdings", in::holding));
            case ACK ->
                new Message.Ack(in.uuid("cluster id"), in.session(), in.i64("round"), in.version(), in.knowledge());
            case REFUSAL ->
                new Message.Refusal(
                        in.uuid("cluster id"),
                        in.session(),
                        in.i64("round"),
                        in.code(WireCodes.REFUSAL_REASON),
                        in.knowledge());
            case NOTICE -> new Message.Notice(in.uuid("cluster id"), in.knowledge());
            case CLOSE -> new Message.Close(in.uuid("cluster id"), in.session(), in.version(), in.flag("dry run"));
            case CLOSE_REPLY ->
                new Message.CloseReply(
                        in.uuid("cluster id"),
                        in.session(),
                        in.version(),
                        in.flag("dry run"),
                        in.code(WireCodes.CLOSE_VERDICT));
            case SETTLE -> new Message.Settle(in.uuid("cluster id"), in.version());
            case SETTLE_REPLY -> new Message.SettleReply(in.uuid("cluster id"), in.version(), in.flag("settled"));
            case BEACON -> new Message.Beacon(in.uuid("cluster id"), in.voters());
            case JOIN ->
                new Message.Join(
                        in.node("node"),
                        in.name("node name"),
                        in.address("address"),
                        in.atEnd() ? Optional.empty() : Optional.of(in.node("former node")));
            case JOIN_REPLY ->
                new Message.JoinReply(
                        in.node("node"),
                        in.code(WireCodes.JOIN_VERDICT),
                        in.optional("cluster id", () -> in.uuid("cluster id")),
                        in.optional("voters", in::voters),
                        in.text(MAX_DETAIL_BYTES, "detail"));
            case RELEASED ->
                new Message.Released(
                        in.uuid("cluster id"),
                        in.session(),
                        in.name("VIP name"),
                        in.grant(),
                        in.code(WireCodes.TRANSITION_REASON));
            case ABILITIES -> in.abilities();
            case CONFLICT ->
                new Message.Conflict(
                        in.uuid("cluster id"),
                        in.session(),
                        in.name("VIP name"),
                        in.optional("claimant", in::claimant));
            case TIMINGS -> new Message.Timings(in.uuid("cluster id"), in.session(), in.list("timings", in::timing));
            case HELLO -> new Founding.Hello(in.node("node"), in.address("address"));
            case PREPARE -> new Founding.Prepare(in.ballot());
            case PROMISE -> new Founding.Promise(in.ballot(), in.optional("accepted", in::accepted));
            case ACCEPT -> new Founding.Accept(in.ballot(), in.founder());
            case ACCEPTED -> new Founding.Accepted(in.ballot());
            case REJECTED -> new Founding.Rejected(in.ballot(), in.ballot());
            case CHOSEN -> new Founding.Chosen(in.founder());
        };
    }
}
