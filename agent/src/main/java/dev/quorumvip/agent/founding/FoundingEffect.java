package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Founder;

/** What a {@link FoundingMachine} wants done, in the order given. */
public sealed interface FoundingEffect {
    record Send(ClusterAddress to, Message.Founding message) implements FoundingEffect {}

    /**
     * Write {@code record} to disk in place of the one before, and say so with {@link FoundingEvent.Persisted} once it
     * is durable. Until then the machine keeps back what depends on it. A write that failed is not reported: the
     * machine then stays silent, which is safe.
     *
     * @param token grows from one to the next
     */
    record Persist(long token, FoundingRecord record) implements FoundingEffect {}

    /** This node is the founder: found the cluster with this id now. Given once in a machine's life. */
    record Found(Founder founder) implements FoundingEffect {}

    /** Another node is the founder: join it at its address. Given once in a machine's life. */
    record JoinFounder(Founder founder) implements FoundingEffect {}

    /**
     * The founder is a former owner of this node's address: it was chosen, and then its data directory was lost. Nobody
     * can found any more until the data directories of all listed peers are emptied. Given once in a machine's life.
     */
    record FounderLost(Founder founder) implements FoundingEffect {}
}
