package dev.quorumvip.e2e.probe;

import static dev.quorumvip.e2e.net.Libc.C;

import com.sun.jna.LastErrorException;
import dev.quorumvip.e2e.net.Libc;
import dev.quorumvip.e2e.net.MacAddress;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one round of requests each interval: one ARP request to every node by itself, and one echo request. A round
 * that comes late is not made up for, and delays none of the later ones.
 */
final class RequestSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RequestSender.class);

    /**
     * A request's sender address is one of so many, in turn, so that a reply, which repeats that address, tells its
     * request. Few, because each takes a place in the nodes' neighbour tables.
     */
    static final int SLOTS = 16;

    private static final int FIRST_SENDER = Frames.ipv4("10.77.0.200");
    private static final int REAL_TIME_PRIORITY = 5;

    private final PcapHandle handle;
    private final MacAddress sender;
    private final List<MacAddress> targets;
    private final int vip;
    private final EchoSocket echo;
    private final int echoIdentifier;
    private final LongConsumer roundStarts;
    private final Thread thread =
            Thread.ofPlatform().name("probe-sender").daemon().unstarted(this::run);
    private volatile boolean closed;

    /** @param roundStarts told each round's number before its requests go out */
    RequestSender(
            PcapHandle handle,
            MacAddress sender,
            List<MacAddress> targets,
            int vip,
            EchoSocket echo,
            int echoIdentifier,
            LongConsumer roundStarts) {
        this.handle = handle;
        this.sender = sender;
        this.targets = List.copyOf(targets);
        this.vip = vip;
        this.echo = echo;
        this.echoIdentifier = echoIdentifier;
        this.roundStarts = roundStarts;
    }

    /** The slot that an ARP reply's target address names, or -1 when it names none. */
    static int slotOf(int address) {
        int slot = address - FIRST_SENDER;
        return slot >= 0 && slot < SLOTS ? slot : -1;
    }

    void start() {
        thread.start();
    }

    private void run() {
        preferThisThread();
        long interval = WireProbe.INTERVAL.toNanos();
        long next = System.nanoTime();
        for (long round = 0; !closed; round++) {
            roundStarts.accept(round);
            send(round);
            long now = System.nanoTime();
            next = Math.max(next + interval, now - interval);
            while (!closed && (now = System.nanoTime()) < next) {
                LockSupport.parkNanos(next - now);
            }
        }
    }

    /** Probing must be punctual on a machine that the agents keep busy; without the privilege it is merely less so. */
    private static void preferThisThread() {
        try {
            C.sched_setscheduler(0, Libc.SCHED_RR, new int[] {REAL_TIME_PRIORITY});
        } catch (LastErrorException e) {
            log.atDebug().addKeyValue("errno", e.getErrorCode()).log("the probe runs without real-time priority");
        }
    }

    private void send(long round) {
        // Forwards and backwards in turn, so that a handover is met by either order.
        for (int i = 0; i < targets.size(); i++) {
            ask(targets.get(round % 2 == 0 ? i : targets.size() - 1 - i), round);
        }
        echo.send(echoIdentifier, (int) (round & 0xffff));
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
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handle.close();
        echo.close();
    }
}
