package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** What a frame of another machine says about an IP address, whichever protocol it is of. */
public sealed interface NeighbourMessage permits NeighbourClaim, NeighbourQuestion {
    /** The address that it is about. */
    InetAddress address();

    /** The hardware address of the machine that says it. */
    MacAddress mac();

    /**
     * Reads a whole Ethernet frame of ARP or of neighbour discovery. A question from a machine that has an address is
     * two messages: it claims that address by using it.
     *
     * @throws PacketFormatException if it is none of these, or a broken one
     */
    static List<NeighbourMessage> read(byte[] frame) throws PacketFormatException {
        return switch (NeighbourPacket.parse(frame)) {
            case ArpPacket arp -> of(arp);
            case NeighbourSolicitation solicitation -> of(solicitation);
            case NeighbourAdvertisement advertisement -> List.of(of(advertisement));
        };
    }

    private static List<NeighbourMessage> of(ArpPacket arp) {
        List<NeighbourMessage> messages = new ArrayList<>(2);
        if (!arp.senderIp().isAnyLocalAddress()) {
            messages.add(new NeighbourClaim(arp.senderIp(), arp.senderMac(), kind(arp)));
        }
        if (arp.operation() == ArpPacket.Operation.REQUEST && !arp.isGratuitous()) {
            messages.add(new NeighbourQuestion(arp.targetIp(), arp.senderMac(), arp.isProbe()));
        }
        return messages;
    }

    private static NeighbourClaim.Kind kind(ArpPacket arp) {
        if (arp.isGratuitous()) {
            return NeighbourClaim.Kind.ANNOUNCEMENT;
        }
        return arp.operation() == ArpPacket.Operation.REPLY ? NeighbourClaim.Kind.ANSWER : NeighbourClaim.Kind.USE;
    }

    private static List<NeighbourMessage> of(NeighbourSolicitation solicitation) {
        Inet6Address sender = solicitation.sender();
        MacAddress mac = solicitation.sourceLinkLayer().orElse(solicitation.source());
        NeighbourQuestion question = new NeighbourQuestion(solicitation.target(), mac, solicitation.isProbe());
        return solicitation.isProbe()
                ? List.of(question)
                : List.of(new NeighbourClaim(sender, mac, NeighbourClaim.Kind.USE), question);
    }

    private static NeighbourClaim of(NeighbourAdvertisement advertisement) {
        return new NeighbourClaim(
                advertisement.target(),
                advertisement.targetLinkLayer().orElse(advertisement.source()),
                advertisement.solicited() ? NeighbourClaim.Kind.ANSWER : NeighbourClaim.Kind.ANNOUNCEMENT);
    }
}
