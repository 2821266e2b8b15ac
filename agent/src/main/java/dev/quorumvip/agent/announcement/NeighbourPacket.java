package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A whole Ethernet frame by which machines on a segment ask and tell each other who has an IP address: ARP for IPv4,
 * neighbour solicitations and advertisements for IPv6. What has to be said of an address of either family is built
 * here.
 */
public sealed interface NeighbourPacket permits ArpPacket, NeighbourSolicitation, NeighbourAdvertisement {
    /** The frame as it goes to the driver, header included and Ethernet's padding not. */
    byte[] toBytes();

    /** The station that the frame says it is from. */
    MacAddress source();

    /**
     * Reads a whole Ethernet frame; what follows the packet is padding and ignored.
     *
     * @throws PacketFormatException if it is none of the three, or a broken one
     */
    static NeighbourPacket parse(byte[] frame) throws PacketFormatException {
        PacketReader in = new PacketReader(frame, ByteOrder.BIG_ENDIAN);
        in.bytes(2 * MacAddress.LENGTH, "Ethernet addresses");
        return switch (in.u16("EtherType")) {
            case NdpFrame.ETHERTYPE_IPV6 -> NdpFrame.parse(frame).toPacket();
            default -> ArpPacket.parse(frame);
        };
    }

    /** Asks whether anybody has {@code ip}, without claiming it and without a sender's address of its own. */
    static NeighbourPacket probe(MacAddress mac, InetAddress ip) {
        return switch (ip) {
            case Inet4Address v4 -> ArpPacket.probe(mac, v4);
            case Inet6Address v6 -> NeighbourSolicitation.probe(mac, v6);
            default -> throw new IllegalArgumentException(ip + " is of no known IP version");
        };
    }

    /**
     * Asks who has {@code ip}, so that the answer comes to the asker and nobody learns anything wrong from the question:
     * for IPv4 as a probe, for IPv6 from the asker's own address.
     *
     * @param from the asker's link-local address; without one, everybody on the segment hears the answer
     */
    static NeighbourPacket question(MacAddress mac, Optional<Inet6Address> from, InetAddress ip) {
        if (ip instanceof Inet6Address v6 && from.isPresent()) {
            return NeighbourSolicitation.question(mac, from.get(), v6);
        }
        return probe(mac, ip);
    }

    /**
     * All that tells a segment that {@code ip} is at {@code mac}: for IPv4 a request and a reply, because some gear takes
     * only one of them, for IPv6 one advertisement.
     *
     * @param router whether the machine forwards IPv6 packets that come from there
     */
    static List<NeighbourPacket> announcements(MacAddress mac, InetAddress ip, boolean router) {
        return switch (ip) {
            case Inet4Address v4 -> List.of(ArpPacket.gratuitousRequest(mac, v4), ArpPacket.gratuitousReply(mac, v4));
            case Inet6Address v6 -> List.of(NeighbourAdvertisement.unsolicited(mac, v6, router));
            default -> throw new IllegalArgumentException(ip + " is of no known IP version");
        };
    }
}
