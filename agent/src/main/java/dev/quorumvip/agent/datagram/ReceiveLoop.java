package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.datagram.Opening.Dropped;
import dev.quorumvip.agent.datagram.Opening.Opened;
import dev.quorumvip.agent.protocol.MessageType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives, opens and hands on, until it is stopped. Whatever arrives and whatever the listener does with it, it goes
 * on.
 */
final class ReceiveLoop implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ReceiveLoop.class);

    /** A socket that fails at once each time must not keep a core busy. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(10);

    private final DatagramChannel channel;
    private final Selector selector;
    private final Opener opener;
    private final DatagramListener listener;
    private final DatagramCounters counters;
    private final MonotonicClock clock;
    private final Consumer<Throwable> faults;
    private final DropLog drops = new DropLog(log);

    /** One byte more than the longest, so that a longer one is seen to be. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(DatagramHeader.MAX_DATAGRAM_BYTES + 1);

    private volatile boolean stopping;

    ReceiveLoop(
            DatagramChannel channel,
            Selector selector,
            Opener opener,
            DatagramListener listener,
            DatagramCounters counters,
            MonotonicClock clock,
            Consumer<Throwable> faults) {
        this.channel = channel;
        this.selector = selector;
        this.opener = opener;
        this.listener = listener;
        this.counters = counters;
        this.clock = clock;
        this.faults = faults;
    }

    void stop() {
        stopping = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                selector.select();
                selector.selectedKeys().clear();
                // An interrupt is no reason to end, and while it is pending select does not wait.
                Thread.interrupted();
                receiveAll();
            } catch (IOException | RuntimeException e) {
                if (stopping) {
                    return;
                }
                report(e);
                if (!channel.isOpen()) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            }
        }
    }

    private void receiveAll() throws IOException {
        while (!stopping) {
            buffer.clear();
            if (!(channel.receive(buffer) instanceof InetSocketAddress from)) {
                return;
            }
            long receivedNanos = clock.nanos();
            byte[] datagram = new byte[buffer.flip().remaining()];
            buffer.get(datagram);
            try {
                handOn(datagram, from, receivedNanos);
            } catch (RuntimeException e) {
                report(e);
            }
        }
    }

    private void handOn(byte[] datagram, InetSocketAddress from, long receivedNanos) {
        switch (opener.open(datagram)) {
            case Opened opened -> {
                counters.received(MessageType.of(opened.message()));
                listener.received(opened, from, receivedNanos);
            }
            case Dropped dropped -> {
                counters.dropped(dropped.reason());
                drops.dropped(dropped, from, receivedNanos);
            }
        }
    }

    private void report(Exception fault) {
        try {
            faults.accept(fault);
        } catch (RuntimeException e) {
            e.addSuppressed(fault);
            log.atError().setCause(e).log("the fault handler failed");
        }
    }
}
