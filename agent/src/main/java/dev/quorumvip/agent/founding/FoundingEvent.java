package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message;

/** What happens to a {@link FoundingMachine}. */
public sealed interface FoundingEvent {
    /** Time passed. Wanted each 50 ms or so; how often decides how soon, never what. */
    record Tick() implements FoundingEvent {}

    /**
     * A datagram arrived.
     *
     * @param from the address it came from
     * @param sender who sealed it
     */
    record Received(ClusterAddress from, NodeId sender, Message.Founding message) implements FoundingEvent {}

    /** The record of {@link FoundingEffect.Persist} with this token, or of a later one, is on disk. */
    record Persisted(long token) implements FoundingEvent {}
}
