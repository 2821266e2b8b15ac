package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.packet.PacketFormatException;

/** The kinds of {@link Message}, and the byte that names each in a datagram. A code never changes its meaning. */
public enum MessageType {
    RENEW(1),
    ACK(2),
    REFUSAL(3),
    NOTICE(4),
    CLOSE(5),
    CLOSE_REPLY(6),
    SETTLE(7),
    SETTLE_REPLY(8),
    BEACON(9),
    JOIN(10),
    JOIN_REPLY(11),
    RELEASED(12),
    ABILITIES(14),
    TIMINGS(13),
    CONFLICT(15),
    HELLO(32),
    PREPARE(33),
    PROMISE(34),
    ACCEPT(35),
    ACCEPTED(36),
    REJECTED(37),
    CHOSEN(38);

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    /** Which kind {@code message} is. */
    public static MessageType of(Message message) {
        return switch (message) {
            case Message.Renew m -> RENEW;
            case Message.Ack m -> ACK;
            case Message.Refusal m -> REFUSAL;
            case Message.Notice m -> NOTICE;
            case Message.Close m -> CLOSE;
            case Message.CloseReply m -> CLOSE_REPLY;
            case Message.Settle m -> SETTLE;
            case Message.SettleReply m -> SETTLE_REPLY;
            case Message.Beacon m -> BEACON;
            case Message.Join m -> JOIN;
            case Message.JoinReply m -> JOIN_REPLY;
            case Message.Released m -> RELEASED;
            case Message.Abilities m -> ABILITIES;
            case Message.Timings m -> TIMINGS;
            case Message.Conflict m -> CONFLICT;
            case Message.Founding.Hello m -> HELLO;
            case Message.Founding.Prepare m -> PREPARE;
            case Message.Founding.Promise m -> PROMISE;
            case Message.Founding.Accept m -> ACCEPT;
            case Message.Founding.Accepted m -> ACCEPTED;
            case Message.Founding.Rejected m -> REJECTED;
            case Message.Founding.Chosen m -> CHOSEN;
        };
    }

    static MessageType ofCode(int code, int offset) throws PacketFormatException {
        for (MessageType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new PacketFormatException("unknown message type " + code, offset);
    }

    /** The byte in the datagram, 1 to 255. */
    public int code() {
        return code;
    }
}
