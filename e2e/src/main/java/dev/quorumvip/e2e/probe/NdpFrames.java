package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Ethernet frames of the IPv6 kinds that the probe sends or reads: neighbour discovery (RFC 4861), and ICMPv6 echo (RFC
 * 4443 §4).
 */
final class NdpFrames {
    private static final int ETHERTYPE_AT = 12;
    private static final int TYPE_IPV6 = 0x86dd;
    private static final int IPV6_AT = 14;
    private static final int NEXT_HEADER_AT = IPV6_AT + 6;
    private static final int SOURCE_AT = IPV6_AT + 8;
    private static final int DESTINATION_AT = IPV6_AT + 24;
    private static final int ICMPV6_AT = IPV6_AT + 40;
    private static final int CHECKSUM_AT = ICMPV6_AT + 2;
    private static final int TARGET_AT = ICMPV6_AT + 8;
    private static final int ND_LENGTH = 24;
    private static final int OPTION_LENGTH = 8;
    private static final int ADDRESS_LENGTH = 16;

    private static final int ICMPV6 = 58;
    private static final int ECHO_REQUEST = 128;
    private static final int ECHO_REPLY = 129;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int SOLICITED = 0x40;

    private NdpFrames() {}

    /**
     * A neighbour solicitation to the target's solicited-node group, in a frame for one station.
     *
     * @param tag in the 32 bits that receivers ignore
     */
    record Solicitation(MacAddress destination, MacAddress source, Inet6Address sender, Inet6Address target, long tag) {

        byte[] encode() {
            byte[] group = target.getAddress();
            ByteBuffer.wrap(group).putLong(0xff02_0000_0000_0000L).putInt(1).put((byte) 0xff);
            ByteBuffer frame = ByteBuffer.allocate(ICMPV6_AT + ND_LENGTH + OPTION_LENGTH)
                    .put(destination.bytes())
                    .put(source.bytes())
                    .putShort((short) TYPE_IPV6)
                    .putInt(6 << 28) // version
                    .putShort((short) (ND_LENGTH + OPTION_LENGTH))
                    .put((byte) ICMPV6)
                    .put((byte) 255) // hop limit
                    .put(sender.getAddress())
                    .put(group)
                    .put((byte) SOLICITATION)
                    .put((byte) 0)
                    .putShort((short) 0) // checksum, below
                    .putInt((int) tag)
                    .put(target.getAddress())
                    .put((byte) 1) // source link-layer address
                    .put((byte) 1)
                    .put(source.bytes());
            byte[] bytes = frame.array();
            frame.putShort(CHECKSUM_AT, (short) checksum(bytes));
            return bytes;
        }

        /** Empty when the frame is something else. */
        static Optional<Solicitation> parse(byte[] frame) {
            if (!isIcmpv6(frame, SOLICITATION, ND_LENGTH)) {
                return Optional.empty();
            }
            return Optional.of(new Solicitation(
                    mac(frame, 0),
                    mac(frame, 6),
                    address(frame, SOURCE_AT),
                    address(frame, TARGET_AT),
                    Integer.toUnsignedLong(ByteBuffer.wrap(frame).getInt(ICMPV6_AT + 4))));
        }
    }

    /** A neighbour advertisement. */
    record Advertisement(MacAddress source, Inet6Address receiver, Inet6Address target, boolean solicited) {
        /** Empty when the frame is something else. */
        static Optional<Advertisement> parse(byte[] frame) {
            if (!isIcmpv6(frame, ADVERTISEMENT, ND_LENGTH)) {
                return Optional.empty();
            }
            return Optional.of(new Advertisement(
                    mac(frame, 6),
                    address(frame, DESTINATION_AT),
                    address(frame, TARGET_AT),
                    (frame[ICMPV6_AT + 4] & SOLICITED) != 0));
        }
    }

    /** An ICMPv6 echo reply. */
    record EchoReply(Inet6Address sender, int identifier, int sequence) {
        /** Empty when the frame is something else. */
        static Optional<EchoReply> parse(byte[] frame) {
            if (!isIcmpv6(frame, ECHO_REPLY, 8)) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(frame);
            return Optional.of(new EchoReply(
                    address(frame, SOURCE_AT),
                    buffer.getShort(ICMPV6_AT + 4) & 0xffff,
                    buffer.getShort(ICMPV6_AT + 6) & 0xffff));
        }
    }

    /** The ICMPv6 message alone, as a raw socket wants it: the kernel fills the checksum in (RFC 3542 §3.1). */
    static byte[] echoRequest(int identifier, int sequence) {
        return ByteBuffer.allocate(16)
                .put((byte) ECHO_REQUEST)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) identifier)
                .putShort((short) sequence)
                .putLong(0)
                .array();
    }

    /** @param text a literal without zone */
    static Inet6Address ipv6(String text) {
        if (InetAddress.ofLiteral(text) instanceof Inet6Address address) {
            return address;
        }
        throw new IllegalArgumentException("not an IPv6 address: " + text);
    }

    private static boolean isIcmpv6(byte[] frame, int type, int length) {
        return frame.length >= ICMPV6_AT + length
                && (ByteBuffer.wrap(frame).getShort(ETHERTYPE_AT) & 0xffff) == TYPE_IPV6
                && frame[NEXT_HEADER_AT] == ICMPV6
                && (frame[ICMPV6_AT] & 0xff) == type;
    }

    /** RFC 4443 §2.3, of a frame whose checksum is zero yet. */
    private static int checksum(byte[] frame) {
        int sum = ICMPV6 + frame.length - ICMPV6_AT;
        for (int at = SOURCE_AT; at < frame.length; at += 2) {
            sum += ByteBuffer.wrap(frame).getShort(at) & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    private static Inet6Address address(byte[] frame, int at) {
        byte[] octets = new byte[ADDRESS_LENGTH];
        System.arraycopy(frame, at, octets, 0, ADDRESS_LENGTH);
        try {
            return Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen octets are an IPv6 address", e);
        }
    }

    private static MacAddress mac(byte[] frame, int at) {
        return new MacAddress(ByteBuffer.wrap(frame).getLong(at) >>> 16);
    }
}
