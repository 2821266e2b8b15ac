package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.MessageType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends and receives sealed datagrams on the cluster's UDP port.
 *
 * <p>After {@link #start}, datagrams are sent, and received by a thread of its own. After {@link #close}, neither; it
 * is not started again. Messages may be sent by any thread; an interrupted one too.
 */
public final class UdpDatagramPort implements DatagramPort {
    private static final Logger log = LoggerFactory.getLogger(UdpDatagramPort.class);

    /** Room for a burst while the receiving thread does not run; the kernel cuts it to net.core.rmem_max. */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private static final int SEND_BUFFER_BYTES = 1 << 18;

    /** How long {@link #close} waits for a listener to return. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    /** What {@link #start} opened. */
    private record Open(DatagramChannel channel, Selector selector, ReceiveLoop loop, Thread thread) {}

    private final ClusterAddress bind;
    private final Sealer sealer;
    private final Opener opener;
    private final DatagramListener listener;
    private final DatagramCounters counters;
    private final MonotonicClock clock;
    private final Consumer<Throwable> faults;
    private final ThreadFactory threads;

    private final Object lifecycle = new Object();
    private volatile @Nullable Open open;
    private boolean closed;

    private final Object sending = new Object();
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(DatagramHeader.MAX_DATAGRAM_BYTES);
    private final SendLog sendLog = new SendLog(log);

    /**
     * @param bind the cluster address of this node
     * @param opener used by the receiving thread alone from now on
     * @param faults told of whatever the listener throws and of a socket that fails; receiving goes on
     * @param threads makes the receiving thread
     */
    public UdpDatagramPort(
            ClusterAddress bind,
            Sealer sealer,
            Opener opener,
            DatagramListener listener,
            DatagramCounters counters,
            MonotonicClock clock,
            Consumer<Throwable> faults,
            ThreadFactory threads) {
        this.bind = bind;
        this.sealer = sealer;
        this.opener = opener;
        this.listener = listener;
        this.counters = counters;
        this.clock = clock;
        this.faults = faults;
        this.threads = threads;
    }

    /**
     * Binds the port and begins to receive.
     *
     * @throws IOException if the address is not this machine's or the port is taken
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() throws IOException {
        synchronized (lifecycle) {
            if (closed || open != null) {
                throw new IllegalStateException("the datagram port was started before");
            }
            DatagramChannel channel = DatagramChannel.open(
                    bind.ip() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
            try {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
                channel.configureBlocking(false);
                channel.bind(bind.toSocketAddress());
                Selector selector = channel.provider().openSelector();
                channel.register(selector, SelectionKey.OP_READ);
                ReceiveLoop loop = new ReceiveLoop(channel, selector, opener, listener, counters, clock, faults);
                Thread thread = threads.newThread(loop);
                thread.setDaemon(true);
                thread.setName("datagrams-" + bind);
                thread.setUncaughtExceptionHandler((t, e) -> faults.accept(e));
                open = new Open(channel, selector, loop, thread);
                thread.start();
            } catch (IOException | RuntimeException e) {
                closeAfter(channel, e);
                throw e;
            }
        }
    }

    private static void closeAfter(DatagramChannel channel, Exception failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void send(ClusterAddress to, Message message) {
        MessageType type = MessageType.of(message);
        byte[] datagram = sealer.seal(message);
        Open now = open;
        if (now == null) {
            counters.sendFailed(type);
            return;
        }
        synchronized (sending) {
            String refusal = refusal(now.channel(), to, datagram);
            if (refusal.isEmpty()) {
                counters.sent(type);
                sendLog.sent(to);
            } else {
                counters.sendFailed(type);
                sendLog.failed(to, refusal);
            }
        }
    }

    /**
     * Why the kernel did not take the datagram; empty if it did. ENETUNREACH, EPERM, EINVAL of a blackhole route and
     * ENOBUFS come as {@link IOException}; a full send buffer as 0 bytes sent.
     */
    private String refusal(DatagramChannel channel, ClusterAddress to, byte[] datagram) {
        outgoing.clear().put(datagram).flip();
        try {
            return channel.send(outgoing, to.toSocketAddress()) == datagram.length ? "" : "the send buffer is full";
        } catch (UnsupportedAddressTypeException e) {
            return "an IPv6 address cannot be reached from " + bind;
        } catch (IOException e) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        }
    }

    /**
     * Ends receiving and sending. Waits two seconds at most for a listener that has not returned, unless it is the
     * listener that closes.
     *
     * @throws UncheckedIOException if the kernel refused to close
     */
    @Override
    public void close() {
        Open was;
        synchronized (lifecycle) {
            closed = true;
            was = open;
            open = null;
        }
        if (was == null) {
            return;
        }
        was.loop().stop();
        if (was.thread() != Thread.currentThread()) {
            awaitEnd(was.thread());
        }
        IOException failure = null;
        for (Closeable part : List.of(was.selector(), was.channel())) {
            try {
                part.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            if (!thread.join(CLOSE_WITHIN)) {
                log.atWarn().log("a datagram listener does not return; closing without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
