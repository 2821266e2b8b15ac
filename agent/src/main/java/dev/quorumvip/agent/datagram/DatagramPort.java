package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.protocol.Message;

/** Where messages leave this node. */
public interface DatagramPort extends AutoCloseable {
    /**
     * Sends {@code message} to {@code to}, once, without waiting. That it arrives is not promised, nor said: a datagram
     * that the kernel refuses is counted and lost like one that the network lost.
     *
     * @throws IllegalArgumentException if the message has no byte form, as {@link
     *     dev.quorumvip.agent.protocol.MessageCodec#encode} says
     */
    void send(ClusterAddress to, Message message);

    /** Ends receiving and sending; what is sent afterwards is lost. Does nothing the second time. */
    @Override
    void close();
}
