package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.NetworkNamespace;
import dev.quorumvip.e2e.net.TestNetwork;
import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Neighbour discovery and ICMPv6, for IPv6. */
record NdpProtocol(Inet6Address vip) implements Protocol {
    private static final List<Inet6Address> SENDERS = IntStream.range(0, SLOTS)
            .mapToObj(slot -> NdpFrames.ipv6(TestNetwork.SUBNET6 + Integer.toHexString(0x200 + slot)))
            .toList();

    @Override
    public String neighbourFilter() {
        return "(ip6[6] == 58 and (ip6[40] == 135 or ip6[40] == 136))";
    }

    @Override
    public String echoFilter() {
        return String.format(Locale.ROOT, "(ip6[6] == 58 and ip6[40] == 129 and src host %s)", vip.getHostAddress());
    }

    @Override
    public byte[] question(MacAddress destination, MacAddress sender, long round) {
        return new NdpFrames.Solicitation(destination, sender, SENDERS.get(Protocol.slotOfRound(round)), vip, round)
                .encode();
    }

    @Override
    public Optional<Seen> read(byte[] frame) {
        return NdpFrames.Advertisement.parse(frame)
                .filter(told -> told.target().equals(vip))
                .flatMap(NdpProtocol::ofHolder)
                .or(() -> NdpFrames.Solicitation.parse(frame)
                        .filter(asked -> asked.target().equals(vip))
                        .flatMap(NdpProtocol::ofAsker))
                .or(() -> NdpFrames.EchoReply.parse(frame)
                        .map(reply -> new Seen.EchoReply(reply.identifier(), reply.sequence())));
    }

    private static Optional<Seen> ofHolder(NdpFrames.Advertisement told) {
        if (told.receiver().isMulticastAddress()) {
            return Optional.of(new Seen.Announced(told.source(), Announcement.Form.ADVERTISEMENT));
        }
        int slot = SENDERS.indexOf(told.receiver());
        return slot >= 0 && told.solicited() ? Optional.of(new Seen.Reply(told.source(), slot)) : Optional.empty();
    }

    private static Optional<Seen> ofAsker(NdpFrames.Solicitation asked) {
        int slot = SENDERS.indexOf(asked.sender());
        return slot >= 0 ? Optional.of(new Seen.Question(asked.destination(), slot, asked.tag())) : Optional.empty();
    }

    @Override
    public EchoSocket openEcho(NetworkNamespace namespace) throws Exception {
        return EchoSocket.openIpv6(namespace, vip);
    }
}
