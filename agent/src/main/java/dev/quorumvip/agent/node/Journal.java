package dev.quorumvip.agent.node;

import dev.quorumvip.agent.founding.FoundingRecord;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.lease.PromisedRecord;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * What the agent writes down. Writes happen in the order they were asked for, on a thread of their own, because a disk
 * may take its time; {@code then} runs on the agent's loop once the record is on disk. A write that fails ends the
 * agent.
 */
public interface Journal {
    /** What this voter may not forget. */
    void promised(PromisedRecord record, Runnable then);

    /** What this node promised and accepted while a cluster was being founded. */
    void founding(FoundingRecord record, Runnable then);

    /** How this node was told to get into a cluster. */
    void instruction(Instruction instruction, Runnable then);

    /** Which cluster this node belongs to, and where its members were last seen. */
    void membership(Belonging belonging, Runnable then);

    /** What is on this node's interfaces. */
    void bound(Collection<Held> held);

    /** The next session epoch, larger than any before it in this data directory; durable before {@code then}. */
    void nextSessionEpoch(LongConsumer then);

    /**
     * A node's place in a cluster.
     *
     * @param contacts cluster ports of members, as {@code IP:PORT}; this node's own alone if it founded the cluster
     *     and is still alone
     * @param raftIncarnation which Raft peer of this node is the current one
     * @param removed the cluster has removed this node for good
     */
    record Belonging(UUID clusterId, List<String> contacts, long raftIncarnation, boolean removed) {
        public Belonging {
            contacts = List.copyOf(contacts);
        }
    }
}
