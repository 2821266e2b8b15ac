package dev.quorumvip.agent.announcement;

import java.time.Instant;

/** Hears what arrives at a {@link FramePort}, on the port's own thread; it should be quick. */
public interface FrameListener {
    /**
     * A frame of ARP or of IPv6 neighbour discovery has arrived from another station; what this machine sends is not
     * told.
     *
     * @param frame the Ethernet frame from its first octet, as yet unchecked, padding included; the listener's to keep
     * @param receivedAt when the kernel got it, on the wall clock: for people and for measuring, not for decisions
     */
    void onFrame(byte[] frame, Instant receivedAt);

    /** The port has failed for good and will receive nothing more; close it. Not called because of a close. */
    void onFailure(FramePortException failure);
}
