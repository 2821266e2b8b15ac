package dev.quorumvip.agent.announcement;

/** One interface, ready to send and receive Ethernet frames. Safe for use by several threads. */
public interface FramePort extends AutoCloseable {
    /**
     * Hands a whole Ethernet frame, header included, to the driver, and does not wait until it has left.
     *
     * @throws FramePortException if the kernel does not take it: the interface is down or gone, or the port is closed
     */
    void send(byte[] frame) throws FramePortException;

    /**
     * Stops receiving and gives the interface back, waiting for a frame that is being delivered, a second at most.
     * Repeating it does nothing.
     */
    @Override
    void close();
}
