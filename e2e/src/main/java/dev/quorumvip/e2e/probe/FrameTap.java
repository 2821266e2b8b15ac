package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.NetworkNamespace;
import java.time.Instant;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over every frame of an interface that matches a filter, sent and received alike, with the kernel's time stamp.
 */
public final class FrameTap implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FrameTap.class);

    private static final int POLL_MILLIS = 50;

    private static final int SNAPSHOT_BYTES = 2048;

    /** libpcap's default. */
    private static final int BUFFER_BYTES = 2 << 20;

    /** A second of very many frames, for a tap that has to wait for a core. */
    private static final int BATCH_BUFFER_BYTES = 16 << 20;

    private final PcapHandle handle;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean closed;

    /** Receives frames on the tap's thread. */
    public interface Listener {
        void frame(byte[] frame, Instant at);
    }

    private FrameTap(PcapHandle handle, Listener listener, String name) {
        this.handle = handle;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::listen);
    }

    /** @param filter in libpcap's language */
    public static FrameTap open(NetworkNamespace namespace, String interfaceName, String filter, Listener listener)
            throws Exception {
        return open(openHandle(namespace, interfaceName), namespace, filter, listener);
    }

    /** Hands frames over some tens of milliseconds late and many at once, which costs less. The time stamps are the same. */
    static FrameTap openInBatches(NetworkNamespace namespace, String interfaceName, String filter, Listener listener)
            throws Exception {
        return open(openHandle(namespace, interfaceName, false), namespace, filter, listener);
    }

    private static FrameTap open(PcapHandle handle, NetworkNamespace namespace, String filter, Listener listener)
            throws PcapNativeException, NotOpenException {
        handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
        FrameTap tap = new FrameTap(handle, listener, "tap-" + namespace.name());
        tap.thread.start();
        return tap;
    }

    /** A handle of its own, for sending: frames that are sent through it are seen by taps. */
    public static PcapHandle openHandle(NetworkNamespace namespace, String interfaceName) throws Exception {
        return openHandle(namespace, interfaceName, true);
    }

    private static PcapHandle openHandle(NetworkNamespace namespace, String interfaceName, boolean immediately)
            throws Exception {
        return namespace.call(() -> new PcapHandle.Builder(interfaceName)
                .snaplen(SNAPSHOT_BYTES)
                .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                .timeoutMillis(POLL_MILLIS)
                .timestampPrecision(TimestampPrecision.NANO)
                .immediateMode(immediately)
                .bufferSize(immediately ? BUFFER_BYTES : BATCH_BUFFER_BYTES)
                .build());
    }

    private void listen() {
        try {
            while (!closed) {
                byte[] frame = handle.getNextRawPacket();
                if (frame != null) {
                    listener.frame(frame, handle.getTimestamp().toInstant());
                }
            }
        } catch (NotOpenException e) {
            log.atError().setCause(e).log("a tap was closed by somebody else");
        } finally {
            handle.close();
        }
    }

    /** Frames that the kernel had to drop because this tap was too slow: what it did not see is unknown. */
    public long missedFrames() {
        try {
            return handle.getStats().getNumPacketsDropped();
        } catch (PcapNativeException | NotOpenException e) {
            throw new IllegalStateException("the tap is closed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            // libpcap goes on waiting after its time-out while the wire is silent: it must be woken.
            handle.breakLoop();
        } catch (NotOpenException alreadyEnded) {
            // The thread has seen the flag by itself.
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
