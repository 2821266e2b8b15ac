package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826), with the Ethernet header that carries it.
 *
 * @param destination the station, or {@link MacAddress#BROADCAST}, that the frame is for
 * @param source the station that the frame says it is from
 * @param operation a question or an answer
 * @param senderMac ar$sha: where the sender says {@code senderIp} is
 * @param senderIp ar$spa; 0.0.0.0 in a probe
 * @param targetMac ar$tha; without meaning in a request
 * @param targetIp ar$tpa: the address that is asked for, or the one of the asker
 */
public record ArpPacket(
        MacAddress destination,
        MacAddress source,
        Operation operation,
        MacAddress senderMac,
        Inet4Address senderIp,
        MacAddress targetMac,
        Inet4Address targetIp)
        implements NeighbourPacket {

    /** Octets of a frame, header included and Ethernet's padding not. */
    public static final int FRAME_LENGTH = 42;

    private static final int ETHERTYPE_ARP = 0x0806; // RFC 826, ether_type$ADDRESS_RESOLUTION
    private static final int HARDWARE_ETHERNET = 1; // RFC 826, ares_hrd$Ethernet
    private static final int PROTOCOL_IPV4 = 0x0800;
    private static final int IPV4_LENGTH = 4;
    private static final Inet4Address UNSPECIFIED = inet4(new byte[IPV4_LENGTH]);

    /** ar$op: the two operations that IPv4 over Ethernet uses. */
    public enum Operation {
        REQUEST(1),
        REPLY(2);

        private final int code;

        Operation(int code) {
            this.code = code;
        }
    }

    /** Announces as a question for one's own address: moves any existing neighbour entry of a Linux machine. */
    public static ArpPacket gratuitousRequest(MacAddress mac, Inet4Address ip) {
        return new ArpPacket(MacAddress.BROADCAST, mac, Operation.REQUEST, mac, ip, MacAddress.ZERO, ip);
    }

    /**
     * Announces as an answer that nobody asked for, for gear that does not learn from requests. The target MAC is the
     * sender's own: a Linux machine whose entry is younger than a second takes it from such a reply only.
     */
    public static ArpPacket gratuitousReply(MacAddress mac, Inet4Address ip) {
        return new ArpPacket(MacAddress.BROADCAST, mac, Operation.REPLY, mac, ip, mac, ip);
    }

    /** Asks whether anybody has an address, without claiming it: sender 0.0.0.0 (RFC 5227 §1.1). */
    public static ArpPacket probe(MacAddress mac, Inet4Address ip) {
        return request(mac, UNSPECIFIED, ip, MacAddress.BROADCAST);
    }

    /** Asks everybody on the segment who has {@code targetIp}. */
    public static ArpPacket request(MacAddress mac, Inet4Address senderIp, Inet4Address targetIp) {
        return request(mac, senderIp, targetIp, MacAddress.BROADCAST);
    }

    /** Asks one station only whether it has {@code targetIp}. */
    public static ArpPacket request(
            MacAddress mac, Inet4Address senderIp, Inet4Address targetIp, MacAddress destination) {
        return new ArpPacket(destination, mac, Operation.REQUEST, mac, senderIp, MacAddress.ZERO, targetIp);
    }

    /**
     * Reads a whole Ethernet frame; what follows the packet is padding and ignored.
     *
     * @throws PacketFormatException if it is too short, or not ARP for IPv4 over Ethernet
     */
    public static ArpPacket parse(byte[] frame) throws PacketFormatException {
        PacketReader in = new PacketReader(frame, ByteOrder.BIG_ENDIAN);
        MacAddress destination = mac(in, "destination");
        MacAddress source = mac(in, "source");
        expect(ETHERTYPE_ARP, "EtherType", in.position(), in.u16("EtherType"));
        expect(HARDWARE_ETHERNET, "hardware type", in.position(), in.u16("hardware type"));
        expect(PROTOCOL_IPV4, "protocol type", in.position(), in.u16("protocol type"));
        expect(MacAddress.LENGTH, "hardware address length", in.position(), in.u8("hardware address length"));
        expect(IPV4_LENGTH, "protocol address length", in.position(), in.u8("protocol address length"));
        Operation operation = operation(in);
        return new ArpPacket(
                destination,
                source,
                operation,
                mac(in, "sender hardware address"),
                ip(in, "sender protocol address"),
                mac(in, "target hardware address"),
                ip(in, "target protocol address"));
    }

    /** The frame as it goes to the driver, {@link #FRAME_LENGTH} octets. */
    @Override
    public byte[] toBytes() {
        return ByteBuffer.allocate(FRAME_LENGTH)
                .put(destination.toBytes())
                .put(source.toBytes())
                .putShort((short) ETHERTYPE_ARP)
                .putShort((short) HARDWARE_ETHERNET)
                .putShort((short) PROTOCOL_IPV4)
                .put((byte) MacAddress.LENGTH)
                .put((byte) IPV4_LENGTH)
                .putShort((short) operation.code)
                .put(senderMac.toBytes())
                .put(senderIp.getAddress())
                .put(targetMac.toBytes())
                .put(targetIp.getAddress())
                .array();
    }

    /** Whether the sender asks for an address without claiming one (RFC 5227 §1.1). */
    public boolean isProbe() {
        return operation == Operation.REQUEST && senderIp.equals(UNSPECIFIED);
    }

    /** Whether the sender tells everybody where its own address is, as a request or as a reply. */
    public boolean isGratuitous() {
        return senderIp.equals(targetIp) && !senderIp.equals(UNSPECIFIED);
    }

    private static Operation operation(PacketReader in) throws PacketFormatException {
        int at = in.position();
        int code = in.u16("operation");
        for (Operation operation : Operation.values()) {
            if (operation.code == code) {
                return operation;
            }
        }
        throw new PacketFormatException("operation: " + code + " is neither request nor reply", at);
    }

    private static void expect(int expected, String field, int at, int found) throws PacketFormatException {
        if (found != expected) {
            throw new PacketFormatException(String.format("%s: 0x%04x, not 0x%04x", field, found, expected), at);
        }
    }

    private static MacAddress mac(PacketReader in, String field) throws PacketFormatException {
        return MacAddress.of(in.bytes(MacAddress.LENGTH, field));
    }

    private static Inet4Address ip(PacketReader in, String field) throws PacketFormatException {
        return inet4(in.bytes(IPV4_LENGTH, field));
    }

    private static Inet4Address inet4(byte[] octets) {
        try {
            return (Inet4Address) InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("four octets are an IPv4 address", e);
        }
    }
}
