package dev.quorumvip.agent.storage;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.founding.Instruction;
import java.util.List;

/**
 * How this node was told to get into a cluster, written before that is acted on. Exactly one list has entries.
 *
 * @param initialPeers the founders of a new cluster, as IP:PORT
 * @param join members of a cluster to join, as IP:PORT
 */
public record StoredInstruction(List<String> initialPeers, List<String> join) {
    public StoredInstruction {
        initialPeers = List.copyOf(initialPeers);
        join = List.copyOf(join);
        if (initialPeers.isEmpty() == join.isEmpty()) {
            throw new IllegalArgumentException("an instruction is to found or to join");
        }
        initialPeers.forEach(ClusterAddress::parse);
        join.forEach(ClusterAddress::parse);
    }

    /** The file's form of {@code instruction}. */
    public static StoredInstruction of(Instruction instruction) {
        List<String> addresses =
                instruction.addresses().stream().map(ClusterAddress::toString).toList();
        return switch (instruction) {
            case Instruction.Found found -> new StoredInstruction(addresses, List.of());
            case Instruction.Join join -> new StoredInstruction(List.of(), addresses);
        };
    }

    /** What it says. */
    public Instruction toInstruction() {
        return join.isEmpty()
                ? new Instruction.Found(
                        initialPeers.stream().map(ClusterAddress::parse).toList())
                : new Instruction.Join(join.stream().map(ClusterAddress::parse).toList());
    }
}
