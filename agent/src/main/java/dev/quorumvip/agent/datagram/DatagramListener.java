package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.datagram.Opening.Opened;
import java.net.InetSocketAddress;

/** Who takes what arrives. */
@FunctionalInterface
public interface DatagramListener {
    /**
     * A member's message arrived. Called by the one thread that receives, which meanwhile receives nothing: hand it on
     * and return.
     *
     * @param from the address it came from, which the seal says nothing about
     * @param receivedNanos the monotonic clock when it was taken from the socket
     */
    void received(Opened opened, InetSocketAddress from, long receivedNanos);
}
