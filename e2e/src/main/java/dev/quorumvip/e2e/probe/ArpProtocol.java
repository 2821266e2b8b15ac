package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.NetworkNamespace;
import dev.quorumvip.e2e.probe.Frames.Arp;
import java.util.Locale;
import java.util.Optional;

/**
 * ARP and ICMP, for IPv4.
 *
 * @param dotted the virtual IP
 * @param vip the same as 32 bits
 */
record ArpProtocol(String dotted, int vip) implements Protocol {
    private static final int FIRST_SENDER = Frames.ipv4("10.77.0.200");

    @Override
    public String neighbourFilter() {
        return "arp";
    }

    @Override
    public String echoFilter() {
        return String.format(Locale.ROOT, "(icmp[icmptype] = icmp-echoreply and src host %s)", dotted);
    }

    @Override
    public byte[] question(MacAddress destination, MacAddress sender, long round) {
        // The target hardware address means nothing in a request (RFC 826), and the probe's own tap reads the round
        // from it.
        int senderIp = FIRST_SENDER + Protocol.slotOfRound(round);
        return new Arp(destination, Arp.REQUEST, sender, senderIp, new MacAddress(round), vip).encode();
    }

    @Override
    public Optional<Seen> read(byte[] frame) {
        return Arp.parse(frame)
                .flatMap(this::ofArp)
                .or(() -> Frames.EchoReply.parse(frame)
                        .map(reply -> new Seen.EchoReply(reply.identifier(), reply.sequence())));
    }

    private Optional<Seen> ofArp(Arp arp) {
        if (arp.senderIp() == vip) {
            return ofHolder(arp);
        }
        int slot = slotOf(arp.senderIp());
        return slot >= 0 && arp.operation() == Arp.REQUEST && arp.targetIp() == vip
                ? Optional.of(new Seen.Question(
                        arp.destination(), slot, arp.targetMac().value()))
                : Optional.empty();
    }

    private Optional<Seen> ofHolder(Arp arp) {
        if (arp.isGratuitous()) {
            return Optional.of(new Seen.Announced(
                    arp.senderMac(),
                    arp.operation() == Arp.REQUEST ? Announcement.Form.REQUEST : Announcement.Form.REPLY));
        }
        int slot = slotOf(arp.targetIp());
        return slot >= 0 && arp.operation() == Arp.REPLY
                ? Optional.of(new Seen.Reply(arp.senderMac(), slot))
                : Optional.empty();
    }

    @Override
    public EchoSocket openEcho(NetworkNamespace namespace) throws Exception {
        return EchoSocket.openIpv4(namespace, vip);
    }

    /** The slot that an address names, or -1 when it names none. */
    private static int slotOf(int address) {
        int slot = address - FIRST_SENDER;
        return slot >= 0 && slot < SLOTS ? slot : -1;
    }
}
