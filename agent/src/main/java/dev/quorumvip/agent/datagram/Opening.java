package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message;

/** What came of opening a datagram. */
public sealed interface Opening {
    /**
     * A member sealed it, and it was not seen before.
     *
     * @param sender who sealed it; whichever address it came from
     * @param boot which life of the sender
     * @param counter which datagram of that life
     */
    record Opened(NodeId sender, long boot, long counter, Message message) implements Opening {}

    /**
     * It is to be ignored.
     *
     * @param detail what exactly is wrong; may be empty
     */
    record Dropped(DropReason reason, String detail) implements Opening {}
}
