package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.storage.DataDirectory;
import dev.quorumvip.agent.storage.FoundingPromise;
import dev.quorumvip.agent.storage.Membership;
import dev.quorumvip.agent.storage.StoredInstruction;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the data directory for the node that is to live in it: the one of before, or its successor. */
final class NodeDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDirectory.class);

    private NodeDirectory() {}

    /**
     * A node that is told how it gets into a cluster can be told so anew. So one that has moved, or that the cluster
     * has removed, goes on as another node: its peers know it by its address, and it never comes back.
     *
     * @throws AgentStartException if the configuration contradicts what the node has begun already
     */
    static DataDirectory open(AgentConfig config, RandomGenerator random, InstantSource clock)
            throws AgentStartException {
        DataDirectory data = DataDirectory.open(config.dataDir(), random, clock);
        try {
            if (config.awaitFounding() && isOver(data, config.bindCluster())) {
                data.giveUp();
                data.close();
                data = DataDirectory.open(config.dataDir(), random, clock);
            }
            data.settleAt(config.bindCluster());
            checkWayIn(config, data);
            return data;
        } catch (RuntimeException | AgentStartException e) {
            data.close();
            throw e;
        }
    }

    /** What the node was told in an earlier life. */
    static Optional<Instruction> told(DataDirectory data) {
        return data.instruction().value().map(StoredInstruction::toInstruction);
    }

    private static boolean isOver(DataDirectory data, ClusterAddress address) {
        boolean removed = data.membership().value().filter(Membership::removed).isPresent();
        boolean over = removed || data.hasMovedTo(address);
        if (over) {
            LOG.atWarn()
                    .addKeyValue("former", data.identity().nodeId())
                    .addKeyValue("address", address)
                    .log(
                            removed
                                    ? "this node was removed from its cluster: it goes on as a new one"
                                    : "this node's cluster address has changed: it goes on as a new one");
        }
        return over;
    }

    /** Half way through a founding there is no way but on: another might found a second cluster. */
    private static void checkWayIn(AgentConfig config, DataDirectory data) throws AgentStartException {
        if (data.membership().value().isPresent()) {
            return;
        }
        Optional<Instruction> told = told(data);
        boolean promised =
                !data.foundingPromise().value().orElse(FoundingPromise.NONE).equals(FoundingPromise.NONE);
        if (config.awaitFounding() && told.isEmpty() && promised) {
            throw new AgentStartException(
                    "this node takes part in a founding by --initial-peers: start it with those again, or empty its data"
                            + " directory");
        }
        if (!config.awaitFounding()
                && told.filter(before -> !agrees(config, before)).isPresent()) {
            throw new AgentStartException(
                    "this node was told by POST /v1/cluster how to get into a cluster, and its configuration says"
                            + " otherwise: start it with --await-founding, or empty its data directory");
        }
    }

    private static boolean agrees(AgentConfig config, Instruction told) {
        Optional<Instruction> configured = config.initialPeers().isEmpty()
                ? config.join().isEmpty() ? Optional.empty() : Optional.of(new Instruction.Join(config.join()))
                : Optional.of(new Instruction.Found(config.initialPeers()));
        return configured.flatMap(way -> way.after(told)).isPresent();
    }
}
