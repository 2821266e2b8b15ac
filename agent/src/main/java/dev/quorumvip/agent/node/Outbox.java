package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.protocol.Message;

/** Sends datagrams to other agents; never waits and never fails. */
@FunctionalInterface
public interface Outbox {
    void send(ClusterAddress to, Message message);
}
