package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of very many virtual IPs, which are consecutive addresses: while it is told to, it pings each of them once a
 * round. Where each one is it knows from gratuitous ARP alone, as a neighbour table of its own: the kernel's is shared by
 * all namespaces and has not room for so many.
 */
public final class FleetProbe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FleetProbe.class);
    private static final Duration BEAT = Duration.ofMillis(1);
    private static final int IDENTIFIER = 0x5150;
    private static final long UNKNOWN = 0;

    private final int first;
    private final FleetLog fleet;
    private final AtomicLongArray neighbours;
    private final PcapHandle out;
    private final FrameTap tap;
    private final Metronome sender;
    private final int beatsInRound;
    private final int client = Frames.ipv4(TestNetwork.CLIENT_ADDRESS);
    private volatile boolean pinging;
    private boolean inRound;
    private long round;

    private FleetProbe(TestNetwork network, String firstAddress, int size, Duration interval) throws Exception {
        this.first = Frames.ipv4(firstAddress);
        this.fleet = new FleetLog(size, interval);
        this.neighbours = new AtomicLongArray(size);
        this.beatsInRound = Math.toIntExact(interval.dividedBy(BEAT));
        this.out = FrameTap.openHandle(network.client(), Node.INTERFACE);
        this.tap = FrameTap.openInBatches(
                network.client(),
                Node.INTERFACE,
                "arp or icmp[icmptype] = icmp-echoreply",
                (frame, at) -> received(frame));
        this.sender = new Metronome("fleet-sender", BEAT, this::beat);
    }

    /**
     * Begins to listen; {@link #ping} has it ping as well.
     *
     * @param firstAddress of the virtual IPs, without prefix length
     * @param interval between two requests to one of them, whole milliseconds
     */
    public static FleetProbe start(TestNetwork network, String firstAddress, int size, Duration interval)
            throws Exception {
        FleetProbe probe = new FleetProbe(network, firstAddress, size, interval);
        probe.sender.start();
        return probe;
    }

    public FleetLog log() {
        return fleet;
    }

    /** Begins with the next round to ping, or stops after this one: it costs the machine what others would be measured by. */
    public void ping(boolean on) {
        pinging = on;
    }

    /** How many addresses were announced by anybody so far. */
    public int known() {
        int known = 0;
        for (int i = 0; i < fleet.size(); i++) {
            known += neighbours.get(i) == UNKNOWN ? 0 : 1;
        }
        return known;
    }

    /** Those that this node announced last. */
    public int[] indexesOf(MacAddress mac) {
        int[] found = new int[fleet.size()];
        int count = 0;
        for (int i = 0; i < fleet.size(); i++) {
            if (neighbours.get(i) == mac.value()) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Frames that this machine was too slow to look at; their replies would count as lost. */
    public long missedFrames() {
        return tap.missedFrames();
    }

    private void beat(long number) {
        int part = (int) (number % beatsInRound);
        if (part == 0) {
            inRound = pinging;
            round = inRound ? fleet.begins(System.nanoTime()) : round;
        }
        if (!inRound) {
            return;
        }
        for (int i = part; i < fleet.size(); i += beatsInRound) {
            long mac = neighbours.get(i);
            if (mac != UNKNOWN) {
                ask(new MacAddress(mac), i);
            }
        }
    }

    private void ask(MacAddress to, int index) {
        byte[] frame = Frames.echoRequestFrame(
                to, TestNetwork.CLIENT_MAC, client, first + index, (int) (round & 0xffff), IDENTIFIER);
        try {
            out.sendPacket(frame);
        } catch (PcapNativeException e) {
            log.atDebug().setCause(e).log("a request was not sent");
        } catch (NotOpenException e) {
            throw new IllegalStateException(e);
        }
    }

    private void received(byte[] frame) {
        Frames.Arp.parse(frame).filter(Frames.Arp::isGratuitous).ifPresent(arp -> {
            int index = arp.senderIp() - first;
            if (index >= 0 && index < fleet.size()) {
                neighbours.set(index, arp.senderMac().value());
            }
        });
        Frames.EchoReply.parse(frame).ifPresent(reply -> {
            int index = reply.senderIp() - first;
            if (index >= 0 && index < fleet.size() && reply.identifier() == IDENTIFIER) {
                fleet.replied(index, reply.sequence());
            }
        });
    }

    @Override
    public void close() {
        sender.close();
        tap.close();
        out.close();
    }
}
