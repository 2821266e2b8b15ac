package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.protocol.MessageType;

/** Who counts datagrams. Called by several threads; must be quick and must not throw. */
public interface DatagramCounters {
    /** One was handed to the kernel. */
    void sent(MessageType type);

    /** The kernel did not take one. */
    void sendFailed(MessageType type);

    /** One was received, opened and understood. */
    void received(MessageType type);

    /** One was received and ignored. */
    void dropped(DropReason reason);
}
