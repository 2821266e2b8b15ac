package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.util.List;
import java.util.function.LongConsumer;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every node by itself: one ARP request to each, one round after the other. */
final class RequestSender implements LongConsumer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RequestSender.class);

    /**
     * A request's sender address is one of so many, in turn, so that a reply, which repeats that address, tells its
     * request. Few, because each takes a place in the nodes' neighbour tables.
     */
    static final int SLOTS = 16;

    private static final int FIRST_SENDER = Frames.ipv4("10.77.0.200");

    private final PcapHandle handle;
    private final MacAddress sender;
    private final List<MacAddress> targets;
    private final int vip;

    RequestSender(PcapHandle handle, MacAddress sender, List<MacAddress> targets, int vip) {
        this.handle = handle;
        this.sender = sender;
        this.targets = List.copyOf(targets);
        this.vip = vip;
    }

    /** The slot that an ARP reply's target address names, or -1 when it names none. */
    static int slotOf(int address) {
        int slot = address - FIRST_SENDER;
        return slot >= 0 && slot < SLOTS ? slot : -1;
    }

    @Override
    public void accept(long round) {
        // Forwards and backwards in turn, so that a handover is met by either order.
        for (int i = 0; i < targets.size(); i++) {
            ask(targets.get(round % 2 == 0 ? i : targets.size() - 1 - i), round);
        }
    }

    private void ask(MacAddress target, long round) {
        int senderIp = FIRST_SENDER + (int) (round % SLOTS);
        // The target hardware address means nothing in a request (RFC 826), and the probe's own tap reads the round
        // from it.
        var request = new Frames.Arp(target, Frames.Arp.REQUEST, sender, senderIp, new MacAddress(round), vip);
        try {
            handle.sendPacket(request.encode());
        } catch (PcapNativeException e) {
            log.atDebug().setCause(e).log("a request was not sent");
        } catch (NotOpenException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
