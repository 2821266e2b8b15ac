package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What solicitations and advertisements have in common: an ICMPv6 message with a target and options (RFC 4861 §4.3,
 * §4.4), in IPv6 (RFC 8200 §3), in Ethernet (RFC 2464).
 *
 * @param destination the station, or the group of stations, that the frame is for
 * @param source the station that the frame says it is from
 * @param sender the IPv6 source
 * @param receiver the IPv6 destination
 * @param flags the octet behind the checksum; zero in a solicitation
 * @param target the address that is asked for, or told about
 * @param linkLayer the hardware address in the option that goes with the kind
 */
record NdpFrame(
        Kind kind,
        MacAddress destination,
        MacAddress source,
        Inet6Address sender,
        Inet6Address receiver,
        int flags,
        Inet6Address target,
        Optional<MacAddress> linkLayer) {

    static final int ETHERTYPE_IPV6 = 0x86dd; // RFC 2464 §3

    private static final int ETHERNET_HEADER = 14;
    private static final int IPV6_HEADER = 40;
    private static final int ADDRESSES_AT = ETHERNET_HEADER + 8;
    private static final int MESSAGE_AT = ETHERNET_HEADER + IPV6_HEADER;
    private static final int CHECKSUM_AT = MESSAGE_AT + 2;
    private static final int MESSAGE = 24; // without options
    private static final int OPTION_UNIT = 8; // RFC 4861 §4.6: lengths are in units of eight octets
    private static final int IPV6_LENGTH = 16;
    private static final int VERSION = 6;
    private static final int NEXT_HEADER_ICMPV6 = 58; // RFC 4443 §2.1
    private static final int HOP_LIMIT = 255; // RFC 4861 §7.1: what was forwarded has less
    private static final int ALL_ONES = 0xffff;

    /** The two messages. */
    enum Kind {
        /** Its option is the source link-layer address. */
        SOLICITATION(135, 1),
        /** Its option is the target link-layer address. */
        ADVERTISEMENT(136, 2);

        private final int type;
        private final int option;

        Kind(int type, int option) {
            this.type = type;
            this.option = option;
        }
    }

    /** Reads a frame, and checks all that RFC 4861 §7.1 has a receiver check of both messages. */
    static NdpFrame parse(byte[] frame) throws PacketFormatException {
        PacketReader in = new PacketReader(frame, ByteOrder.BIG_ENDIAN);
        MacAddress destination = MacAddress.of(in.bytes(MacAddress.LENGTH, "destination"));
        MacAddress source = MacAddress.of(in.bytes(MacAddress.LENGTH, "source"));
        expect(ETHERTYPE_IPV6, "EtherType", in.position(), in.u16("EtherType"));
        int versionAt = in.position();
        expect(VERSION, "version", versionAt, (int) (in.u32("version, traffic class and flow label") >>> 28));
        int lengthAt = in.position();
        int length = in.u16("payload length");
        expect(NEXT_HEADER_ICMPV6, "next header", in.position(), in.u8("next header"));
        expect(HOP_LIMIT, "hop limit", in.position(), in.u8("hop limit"));
        Inet6Address sender = ip(in, "source address");
        Inet6Address receiver = ip(in, "destination address");
        if (length < MESSAGE) {
            throw new PacketFormatException("payload length: " + length + " is less than " + MESSAGE, lengthAt);
        }
        PacketReader message = in.window(length, "ICMPv6 message");
        Kind kind = kind(message);
        expect(0, "code", message.position(), message.u8("code"));
        int checksumAt = message.position();
        expect(ALL_ONES, "sum with the checksum", checksumAt, sum(frame, length));
        message.u16("checksum");
        int flags = message.u8("flags");
        message.bytes(3, "reserved");
        int targetAt = message.position();
        Inet6Address target = ip(message, "target address");
        if (target.isMulticastAddress()) {
            throw new PacketFormatException("target address: is multicast", targetAt);
        }
        return new NdpFrame(
                kind,
                destination,
                source,
                sender,
                receiver,
                kind == Kind.SOLICITATION ? 0 : flags,
                target,
                linkLayer(message, kind));
    }

    NeighbourPacket toPacket() throws PacketFormatException {
        return switch (kind) {
            case SOLICITATION -> NeighbourSolicitation.of(this);
            case ADVERTISEMENT -> NeighbourAdvertisement.of(this);
        };
    }

    byte[] toBytes() {
        int length = MESSAGE + (linkLayer.isPresent() ? OPTION_UNIT : 0);
        ByteBuffer out = ByteBuffer.allocate(MESSAGE_AT + length)
                .put(destination.toBytes())
                .put(source.toBytes())
                .putShort((short) ETHERTYPE_IPV6)
                .putInt(VERSION << 28)
                .putShort((short) length)
                .put((byte) NEXT_HEADER_ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(sender.getAddress())
                .put(receiver.getAddress())
                .put((byte) kind.type)
                .put((byte) 0) // code
                .putShort((short) 0) // checksum, below
                .putInt(flags << 24)
                .put(target.getAddress());
        linkLayer.ifPresent(mac -> out.put((byte) kind.option).put((byte) 1).put(mac.toBytes()));
        byte[] frame = out.array();
        out.putShort(CHECKSUM_AT, (short) ~sum(frame, length));
        return frame;
    }

    /** The hardware address in the option that goes with the kind; other options are passed over. */
    private static Optional<MacAddress> linkLayer(PacketReader message, Kind kind) throws PacketFormatException {
        Optional<MacAddress> found = Optional.empty();
        while (message.remaining() > 0) {
            int at = message.position();
            int type = message.u8("option type");
            int units = message.u8("option length");
            if (units == 0) {
                // RFC 4861 §4.6: nodes must silently discard a packet with an option of no length.
                throw new PacketFormatException("option length: is zero", at + 1);
            }
            byte[] content = message.bytes(units * OPTION_UNIT - 2, "option " + type);
            if (type == kind.option && found.isEmpty()) {
                if (content.length != MacAddress.LENGTH) {
                    throw new PacketFormatException("link-layer address: has " + content.length + " octets", at);
                }
                found = Optional.of(MacAddress.of(content));
            }
        }
        return found;
    }

    private static Kind kind(PacketReader message) throws PacketFormatException {
        int at = message.position();
        int type = message.u8("type");
        for (Kind kind : Kind.values()) {
            if (kind.type == type) {
                return kind;
            }
        }
        throw new PacketFormatException("type: " + type + " is neither solicitation nor advertisement", at);
    }

    /**
     * RFC 4443 §2.3: the ones' complement sum over addresses, length, next header and message. All ones when the
     * message has its checksum in it.
     */
    private static int sum(byte[] frame, int length) {
        int sum = length + NEXT_HEADER_ICMPV6;
        int end = MESSAGE_AT + length;
        for (int at = ADDRESSES_AT; at < end; at++) {
            int octet = Byte.toUnsignedInt(frame[at]);
            // The header before, and the addresses, have an even length: an odd offset is a word's second half.
            sum += at % 2 == 0 ? octet << Byte.SIZE : octet;
        }
        while (sum >>> Short.SIZE != 0) {
            sum = (sum & ALL_ONES) + (sum >>> Short.SIZE);
        }
        return sum;
    }

    private static void expect(int expected, String field, int at, int found) throws PacketFormatException {
        if (found != expected) {
            throw new PacketFormatException(String.format("%s: 0x%04x, not 0x%04x", field, found, expected), at);
        }
    }

    private static Inet6Address ip(PacketReader in, String field) throws PacketFormatException {
        return inet6(in.bytes(IPV6_LENGTH, field));
    }

    /** Not InetAddress.getByAddress, which makes an Inet4Address of an IPv4-mapped one. */
    static Inet6Address inet6(byte[] octets) {
        try {
            return Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("sixteen octets are an IPv6 address", e);
        }
    }
}
