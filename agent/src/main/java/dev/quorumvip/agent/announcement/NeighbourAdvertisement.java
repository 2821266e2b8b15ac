package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.Inet6Address;
import java.util.Optional;

/**
 * A neighbour advertisement: tells where an IPv6 address is, asked or not (RFC 4861 §4.4), in the frame that carries
 * it.
 *
 * @param destination the station, or the group of stations, that the frame is for
 * @param source the station that the frame says it is from
 * @param sender an address of the machine that tells
 * @param receiver who asked, or {@code ff02::1}: everybody
 * @param router whether the sender is a router: hosts that used it as one stop when it says no
 * @param solicited whether it answers a question
 * @param override whether it may replace what a neighbour knows
 * @param target the address that it tells about
 * @param targetLinkLayer where that is
 */
public record NeighbourAdvertisement(
        MacAddress destination,
        MacAddress source,
        Inet6Address sender,
        Inet6Address receiver,
        boolean router,
        boolean solicited,
        boolean override,
        Inet6Address target,
        Optional<MacAddress> targetLinkLayer)
        implements NeighbourPacket {

    private static final int ROUTER = 0x80;
    private static final int SOLICITED = 0x40;
    private static final int OVERRIDE = 0x20;
    private static final int FLAGS_AT = 58;

    /**
     * Tells everybody that {@code ip} is here, unasked (RFC 4861 §7.2.6).
     *
     * <p>The sender is {@code ip} itself, as in what Linux sends for an address of its own: it is on the interface
     * already, which need not have any other, and nothing is said of other addresses. That matters where the router
     * flag went from yes to no: Linux then drops the default routes through the sender.
     *
     * @param router whether this machine forwards IPv6 packets from that interface
     */
    public static NeighbourAdvertisement unsolicited(MacAddress mac, Inet6Address ip, boolean router) {
        return new NeighbourAdvertisement(
                Ipv6Groups.mac(Ipv6Groups.ALL_NODES),
                mac,
                ip,
                Ipv6Groups.ALL_NODES,
                router,
                false,
                true,
                ip,
                Optional.of(mac));
    }

    /**
     * Reads a whole Ethernet frame; what follows the packet is padding and ignored.
     *
     * @throws PacketFormatException if it is no advertisement, or one that RFC 4861 §7.1.2 has nodes discard
     */
    public static NeighbourAdvertisement parse(byte[] frame) throws PacketFormatException {
        if (NeighbourPacket.parse(frame) instanceof NeighbourAdvertisement advertisement) {
            return advertisement;
        }
        throw new PacketFormatException("not a neighbour advertisement", 0);
    }

    static NeighbourAdvertisement of(NdpFrame frame) throws PacketFormatException {
        boolean solicited = (frame.flags() & SOLICITED) != 0;
        if (solicited && frame.receiver().isMulticastAddress()) {
            throw new PacketFormatException("flags: an answer to everybody says that it was asked for", FLAGS_AT);
        }
        return new NeighbourAdvertisement(
                frame.destination(),
                frame.source(),
                frame.sender(),
                frame.receiver(),
                (frame.flags() & ROUTER) != 0,
                solicited,
                (frame.flags() & OVERRIDE) != 0,
                frame.target(),
                frame.linkLayer());
    }

    @Override
    public byte[] toBytes() {
        int flags = (router ? ROUTER : 0) | (solicited ? SOLICITED : 0) | (override ? OVERRIDE : 0);
        return new NdpFrame(
                        NdpFrame.Kind.ADVERTISEMENT,
                        destination,
                        source,
                        sender,
                        receiver,
                        flags,
                        target,
                        targetLinkLayer)
                .toBytes();
    }
}
