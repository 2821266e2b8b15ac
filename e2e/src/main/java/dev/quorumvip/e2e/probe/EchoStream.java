package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.Protocol.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** Pings a virtual IP from the client at a steady, fast pace, and records when the kernel received each reply. */
public final class EchoStream implements AutoCloseable {
    private final int identifier = ThreadLocalRandom.current().nextInt(1, 1 << 16);
    private final Protocol protocol;
    private final EchoLog log;
    private final EchoSocket socket;
    private final FrameTap tap;
    private final Metronome sender;

    private EchoStream(TestNetwork network, String vip, Duration interval) throws Exception {
        this.log = new EchoLog(interval);
        this.protocol = Protocol.of(vip);
        this.socket = protocol.openEcho(network.client());
        this.tap = FrameTap.openInBatches(network.client(), Node.INTERFACE, protocol.echoFilter(), this::received);
        this.sender = new Metronome("echo-sender", interval, number -> send());
    }

    /** @param vip the address without prefix length */
    public static EchoStream start(TestNetwork network, String vip, Duration interval) throws Exception {
        EchoStream stream = new EchoStream(network, vip, interval);
        stream.sender.start();
        return stream;
    }

    private void send() {
        socket.send(identifier, log.sends(EchoTrain.nanos(Instant.now())));
        log.hasSent(EchoTrain.nanos(Instant.now()));
    }

    private void received(byte[] frame, Instant at) {
        if (protocol.read(frame).orElse(null) instanceof Seen.EchoReply reply && reply.identifier() == identifier) {
            log.replied(reply.sequence(), EchoTrain.nanos(at));
        }
    }

    /**
     * The requests sent from then to then, which must be less than two minutes ago. Replies are handed over in batches: ask {@link WireProbe#ECHO_PATIENCE}
     * after {@code to}.
     */
    public EchoTrain train(Instant from, Instant to) {
        return log.between(from, to);
    }

    /** Replies that this machine was too slow to look at; they would count as lost. */
    public long missedFrames() {
        return tap.missedFrames();
    }

    @Override
    public void close() {
        sender.close();
        tap.close();
        socket.close();
    }
}
