package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.Inet6Address;
import java.util.Optional;

/**
 * A neighbour solicitation: the question who has an IPv6 address (RFC 4861 §4.3), in the frame that carries it.
 *
 * @param destination the station, or the group of stations, that the frame is for
 * @param source the station that the frame says it is from
 * @param sender the asker's address; {@code ::} in a probe
 * @param receiver the target's solicited-node group, or the target itself
 * @param target the address that is asked for
 * @param sourceLinkLayer where the asker says {@code sender} is; never in a probe
 */
public record NeighbourSolicitation(
        MacAddress destination,
        MacAddress source,
        Inet6Address sender,
        Inet6Address receiver,
        Inet6Address target,
        Optional<MacAddress> sourceLinkLayer)
        implements NeighbourPacket {

    private static final int DESTINATION_ADDRESS_AT = 38;
    private static final int OPTIONS_AT = 78;

    /** Asks whether anybody has an address, without claiming it: duplicate address detection (RFC 4862 §5.4.2). */
    public static NeighbourSolicitation probe(MacAddress mac, Inet6Address target) {
        return toGroup(mac, Ipv6Groups.UNSPECIFIED, target, Optional.empty());
    }

    /** Asks who has {@code target}; the answer comes to {@code from} alone, which must be an address of the asker. */
    public static NeighbourSolicitation question(MacAddress mac, Inet6Address from, Inet6Address target) {
        return toGroup(mac, from, target, Optional.of(mac));
    }

    private static NeighbourSolicitation toGroup(
            MacAddress mac, Inet6Address sender, Inet6Address target, Optional<MacAddress> option) {
        Inet6Address group = Ipv6Groups.solicitedNode(target);
        return new NeighbourSolicitation(Ipv6Groups.mac(group), mac, sender, group, target, option);
    }

    /**
     * Reads a whole Ethernet frame; what follows the packet is padding and ignored.
     *
     * @throws PacketFormatException if it is no solicitation, or one that RFC 4861 §7.1.1 has nodes discard
     */
    public static NeighbourSolicitation parse(byte[] frame) throws PacketFormatException {
        if (NeighbourPacket.parse(frame) instanceof NeighbourSolicitation solicitation) {
            return solicitation;
        }
        throw new PacketFormatException("not a neighbour solicitation", 0);
    }

    static NeighbourSolicitation of(NdpFrame frame) throws PacketFormatException {
        var solicitation = new NeighbourSolicitation(
                frame.destination(),
                frame.source(),
                frame.sender(),
                frame.receiver(),
                frame.target(),
                frame.linkLayer());
        // RFC 4861 §7.1.1, the last two conditions
        if (solicitation.isProbe() && !Ipv6Groups.isSolicitedNode(frame.receiver())) {
            throw new PacketFormatException(
                    "destination address: a probe goes to a solicited-node group", DESTINATION_ADDRESS_AT);
        }
        if (solicitation.isProbe() && frame.linkLayer().isPresent()) {
            throw new PacketFormatException("source link-layer address: not in a probe", OPTIONS_AT);
        }
        return solicitation;
    }

    @Override
    public byte[] toBytes() {
        return new NdpFrame(
                        NdpFrame.Kind.SOLICITATION, destination, source, sender, receiver, 0, target, sourceLinkLayer)
                .toBytes();
    }

    /** Whether the sender asks for an address without claiming one (RFC 4862 §5.4.3). */
    public boolean isProbe() {
        return sender.isAnyLocalAddress();
    }
}
