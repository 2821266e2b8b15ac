package dev.quorumvip.agent.frames;

import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.FramePortException.Reason;
import java.io.EOFException;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One libpcap handle for both directions. Its own thread receives, and frees the handle at the end: so the handle is
 * never freed under a receive, however long a listener takes. Senders take turns among themselves, but not with the
 * receiver: sending writes to the socket alone, receiving reads the ring alone.
 */
final class PcapFramePort implements FramePort {
    private static final Logger log = LoggerFactory.getLogger(PcapFramePort.class);
    private static final long LONGEST_CLOSE_MILLIS = 1000;

    private final String interfaceName;
    private final PcapHandle handle;
    private final FrameListener listener;
    private final ReentrantLock sending = new ReentrantLock();
    private final Thread receiver;
    private volatile boolean closed;

    PcapFramePort(String interfaceName, PcapHandle handle, FrameListener listener) {
        this.interfaceName = interfaceName;
        this.handle = handle;
        this.listener = listener;
        this.receiver =
                Thread.ofPlatform().daemon().name("frames-" + interfaceName).unstarted(this::receive);
    }

    void start() {
        receiver.start();
    }

    @Override
    public void send(byte[] frame) throws FramePortException {
        sending.lock();
        try {
            if (closed) {
                throw closedException();
            }
            handle.sendPacket(frame);
        } catch (PcapNativeException e) {
            throw new FramePortException(Reason.FAILED, interfaceName, "frame not sent: " + e.getMessage(), e);
        } catch (NotOpenException e) {
            throw closedException();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        stopSending();
        try {
            handle.breakLoop();
        } catch (NotOpenException e) {
            return; // the receiver has freed it already
        }
        if (Thread.currentThread() == receiver) {
            return;
        }
        try {
            receiver.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopSending() {
        sending.lock();
        try {
            closed = true;
        } finally {
            sending.unlock();
        }
    }

    private void receive() {
        try {
            while (!closed) {
                receiveOne();
            }
        } catch (EOFException | NotOpenException e) {
            log.atDebug().addKeyValue("interface", interfaceName).log("no more frames");
        } catch (PcapNativeException e) {
            fail(e);
        } finally {
            stopSending();
            handle.close();
        }
    }

    private void receiveOne() throws PcapNativeException, NotOpenException, EOFException {
        byte[] frame;
        try {
            frame = handle.getNextRawPacketEx();
        } catch (TimeoutException e) {
            return;
        }
        Instant receivedAt = handle.getTimestamp().toInstant();
        try {
            listener.onFrame(frame, receivedAt);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("interface", interfaceName).log("the listener failed on a frame");
        }
    }

    private void fail(PcapNativeException e) {
        if (!closed) {
            listener.onFailure(new FramePortException(
                    Reason.FAILED, interfaceName, "receives no more frames: " + e.getMessage(), e));
        }
    }

    private FramePortException closedException() {
        return new FramePortException(Reason.CLOSED, interfaceName, "the port is closed", null);
    }
}
