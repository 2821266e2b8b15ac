package dev.quorumvip.agent.announcement;

/** Opens {@link FramePort}s. Opening is slow, tens of milliseconds: do it at start and keep the port. */
public interface FramePorts {
    /**
     * Opens an interface, and tells {@code listener} of the frames of ARP and of IPv6 neighbour discovery that arrive on
     * it from now on.
     *
     * @throws FramePortException with the reason: no such interface, no capability, no libpcap, not Ethernet
     */
    FramePort open(String interfaceName, FrameListener listener) throws FramePortException;
}
