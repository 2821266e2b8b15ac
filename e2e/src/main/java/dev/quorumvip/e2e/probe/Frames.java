package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Ethernet frames of the three kinds that the probe sends or reads: ARP (RFC 826), and ICMP echo (RFC 792) in IPv4. */
final class Frames {
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_ARP = 0x0806;
    private static final int ARP_LENGTH = 28;
    private static final int IPV4_HEADER = 20;
    private static final int ICMP = 1;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST = 8;

    private Frames() {}

    /** ARP for IPv4 on Ethernet; addresses are IPv4 as unsigned 32 bits in an int. */
    record Arp(
            MacAddress destination,
            int operation,
            MacAddress senderMac,
            int senderIp,
            MacAddress targetMac,
            int targetIp) {
        static final int REQUEST = 1;
        static final int REPLY = 2;

        /** RFC 5944 §4.6: sender and target address are the same, in a request or in a reply. */
        boolean isGratuitous() {
            return senderIp == targetIp;
        }

        byte[] encode() {
            return ByteBuffer.allocate(ETHERNET_HEADER + ARP_LENGTH)
                    .put(destination.bytes())
                    .put(senderMac.bytes())
                    .putShort((short) TYPE_ARP)
                    .putShort((short) 1) // hardware: Ethernet
                    .putShort((short) TYPE_IPV4)
                    .put((byte) 6)
                    .put((byte) 4)
                    .putShort((short) operation)
                    .put(senderMac.bytes())
                    .putInt(senderIp)
                    .put(targetMac.bytes())
                    .putInt(targetIp)
                    .array();
        }

        /** Empty when the frame is no whole ARP for IPv4 on Ethernet. */
        static Optional<Arp> parse(byte[] frame) {
            ByteBuffer buffer = ByteBuffer.wrap(frame);
            if (frame.length < ETHERNET_HEADER + ARP_LENGTH
                    || (buffer.getShort(ETHERTYPE_OFFSET) & 0xffff) != TYPE_ARP
                    || buffer.getInt(ETHERNET_HEADER) != (1 << 16 | TYPE_IPV4)) {
                return Optional.empty();
            }
            MacAddress destination = mac(buffer, 0);
            int operation = buffer.getShort(ETHERNET_HEADER + 6) & 0xffff;
            MacAddress senderMac = mac(buffer, ETHERNET_HEADER + 8);
            MacAddress targetMac = mac(buffer, ETHERNET_HEADER + 18);
            return Optional.of(new Arp(
                    destination,
                    operation,
                    senderMac,
                    buffer.getInt(ETHERNET_HEADER + 14),
                    targetMac,
                    buffer.getInt(ETHERNET_HEADER + 24)));
        }
    }

    /** An ICMP echo reply. */
    record EchoReply(MacAddress senderMac, int senderIp, int identifier, int sequence) {
        /** Empty when the frame is something else. */
        static Optional<EchoReply> parse(byte[] frame) {
            ByteBuffer buffer = ByteBuffer.wrap(frame);
            if (frame.length < ETHERNET_HEADER + IPV4_HEADER + 8
                    || (buffer.getShort(ETHERTYPE_OFFSET) & 0xffff) != TYPE_IPV4
                    || frame[ETHERNET_HEADER + 9] != ICMP) {
                return Optional.empty();
            }
            int icmp = ETHERNET_HEADER + (frame[ETHERNET_HEADER] & 0xf) * 4;
            if (frame.length < icmp + 8 || frame[icmp] != ECHO_REPLY) {
                return Optional.empty();
            }
            return Optional.of(new EchoReply(
                    mac(buffer, 6),
                    buffer.getInt(ETHERNET_HEADER + 12),
                    buffer.getShort(icmp + 4) & 0xffff,
                    buffer.getShort(icmp + 6) & 0xffff));
        }
    }

    /** The ICMP message alone, as a raw socket wants it. */
    static byte[] echoRequest(int identifier, int sequence) {
        byte[] message = ByteBuffer.allocate(16)
                .put((byte) ECHO_REQUEST)
                .put((byte) 0)
                .putShort((short) 0) // checksum, below
                .putShort((short) identifier)
                .putShort((short) sequence)
                .putLong(0)
                .array();
        ByteBuffer.wrap(message).putShort(2, (short) checksum(message));
        return message;
    }

    /** The same as a whole frame with IPv4 around it (RFC 791), for who keeps a neighbour table of his own. */
    static byte[] echoRequestFrame(
            MacAddress to, MacAddress from, int senderIp, int targetIp, int sequence, int identifier) {
        byte[] message = echoRequest(identifier, sequence);
        byte[] header = ByteBuffer.allocate(IPV4_HEADER)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (IPV4_HEADER + message.length))
                .putInt(0) // identification, flags, fragment
                .put((byte) 64)
                .put((byte) ICMP)
                .putShort((short) 0) // checksum, below
                .putInt(senderIp)
                .putInt(targetIp)
                .array();
        ByteBuffer.wrap(header).putShort(10, (short) checksum(header));
        return ByteBuffer.allocate(ETHERNET_HEADER + header.length + message.length)
                .put(to.bytes())
                .put(from.bytes())
                .putShort((short) TYPE_IPV4)
                .put(header)
                .put(message)
                .array();
    }

    /** RFC 1071. */
    private static int checksum(byte[] message) {
        int sum = 0;
        ByteBuffer words = ByteBuffer.wrap(message);
        while (words.remaining() >= 2) {
            sum += words.getShort() & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    static int ipv4(String dotted) {
        try {
            return ByteBuffer.wrap(InetAddress.getByName(dotted).getAddress()).getInt();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IPv4 address: " + dotted, e);
        }
    }

    private static MacAddress mac(ByteBuffer buffer, int offset) {
        return new MacAddress(buffer.getLong(offset) >>> 16);
    }
}
