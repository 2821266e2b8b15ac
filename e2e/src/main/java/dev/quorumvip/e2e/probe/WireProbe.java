package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.Protocol.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks every node by itself, over and over, whether it answers for a virtual IP, and pings that address as a client
 * would; records all answers, and the announcements that the client sees, with the kernel's time stamps.
 *
 * <p>An ARP request or a neighbour solicitation whose Ethernet destination is one node's address reaches this node only,
 * so every node is heard for itself, whatever caches or switches believe. The asking is done from the observer's namespace, the pinging from the
 * client's.
 */
public final class WireProbe implements AutoCloseable {
    /** Between two rounds of asking, unless another one is chosen. */
    public static final Duration INTERVAL = Duration.ofMillis(10);

    /** An echo reply that is later than this would have been a lost one to most clients. */
    public static final Duration ECHO_PATIENCE = Duration.ofMillis(250);

    private final Protocol protocol;
    private final int echoIdentifier = ThreadLocalRandom.current().nextInt(1, 1 << 16);
    private final ProbeLog log = new ProbeLog();
    private final Map<MacAddress, @Nullable Request[]> asked = new HashMap<>();
    private final FrameTap observerTap;
    private final FrameTap clientTap;
    private final RequestSender asking;
    private final @Nullable EchoSocket echo;
    private final Metronome sender;

    private record Request(long round, Instant sentAt) {}

    private WireProbe(TestNetwork network, String vip, Duration interval, boolean pings) throws Exception {
        this.protocol = Protocol.of(vip);
        this.echo = pings ? protocol.openEcho(network.client()) : null;
        this.asking = new RequestSender(
                FrameTap.openHandle(network.observer(), Node.INTERFACE),
                TestNetwork.OBSERVER_MAC,
                network.nodes().stream().map(Node::mac).toList(),
                protocol);
        this.observerTap =
                FrameTap.open(network.observer(), Node.INTERFACE, protocol.neighbourFilter(), this::observed);
        this.clientTap = FrameTap.open(
                network.client(),
                Node.INTERFACE,
                pings ? protocol.neighbourFilter() + " or " + protocol.echoFilter() : protocol.neighbourFilter(),
                this::received);
        this.sender = new Metronome("probe-sender", interval, this::round);
    }

    /** @param vip the address without prefix length */
    public static WireProbe start(TestNetwork network, String vip) throws Exception {
        return start(network, vip, INTERVAL, true);
    }

    /** One that only asks the nodes, for where an {@link EchoStream} does the pinging. */
    public static WireProbe startAsking(TestNetwork network, String vip, Duration interval) throws Exception {
        return start(network, vip, interval, false);
    }

    private static WireProbe start(TestNetwork network, String vip, Duration interval, boolean pings) throws Exception {
        WireProbe probe = new WireProbe(network, vip, interval, pings);
        probe.sender.start();
        return probe;
    }

    private void round(long number) {
        log.roundStarts(Instant.now());
        asking.accept(number);
        if (echo != null) {
            echo.send(echoIdentifier, (int) (number & 0xffff));
        }
    }

    private void observed(byte[] frame, Instant at) {
        switch (protocol.read(frame).orElse(null)) {
            case Seen.Question(MacAddress destination, int slot, long round) ->
                slotsOf(destination)[slot] = new Request(round, at);
            case Seen.Reply(MacAddress mac, int slot) -> {
                Request request = slotsOf(mac)[slot];
                if (request != null) {
                    log.add(new Answer(mac, request.round(), request.sentAt(), at));
                }
            }
            case null, default -> {}
        }
    }

    private @Nullable Request[] slotsOf(MacAddress mac) {
        return asked.computeIfAbsent(mac, unknown -> new Request[Protocol.SLOTS]);
    }

    private void received(byte[] frame, Instant at) {
        switch (protocol.read(frame).orElse(null)) {
            case Seen.Announced(MacAddress mac, Announcement.Form form) -> log.add(new Announcement(mac, form, at));
            case Seen.EchoReply(int identifier, int sequence)
            when identifier == echoIdentifier -> log.echoReply(sequence, at);
            case null, default -> {}
        }
    }

    /**
     * The latest answer to a request sent within the last {@code age}: who holds the virtual IP now, as the wire has
     * it.
     */
    public Optional<MacAddress> answering(Duration age) {
        Instant since = Instant.now().minus(age);
        return log.latest().filter(answer -> answer.sentAt().isAfter(since)).map(Answer::mac);
    }

    /**
     * Waits for an answer to a request sent after {@code since}; empty when none came within {@code limit} from now.
     */
    public Optional<Answer> awaitAnswer(Instant since, Duration limit) throws InterruptedException {
        return log.awaitAnswer(since, limit);
    }

    /**
     * What was seen from then to then; for the echoes to be judged right, ask {@link #ECHO_PATIENCE} after {@code to}.
     */
    public Recording recording(Instant from, Instant to) {
        return log.recording(from, to);
    }

    /** Drops what was seen before then, so that a long run needs no more memory than a short one. */
    public void forgetBefore(Instant moment) {
        log.forgetBefore(moment);
    }

    /** Frames that this machine was too slow to look at. */
    public long missedFrames() {
        return observerTap.missedFrames() + clientTap.missedFrames();
    }

    @Override
    public void close() {
        sender.close();
        asking.close();
        observerTap.close();
        clientTap.close();
        if (echo != null) {
            echo.close();
        }
    }
}
