package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.state.Command;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Another plot that chance alone would hardly think of. A leader makes a voter of a node that it took into the Raft group
 * for that, and the proposal stays under way. The node dies, and is taken out of the group. Only then the proposal
 * commits.
 */
final class LateChange extends Plot {
    private final Consumer<NodeId> kill;

    /**
     * @param kill ends the process of a node, for long
     * @param over run when it has come to its end, one or the other
     */
    LateChange(SingleHolderSimulation world, Consumer<NodeId> kill, Runnable over) {
        super(
                world,
                c -> c instanceof Command.ChangeVoters change
                        && !added(world.raft, change).isEmpty(),
                Chance.LONGEST.multipliedBy(3),
                over);
        this.kill = kill;
        once(() -> !underWay().isEmpty(), this::kill);
    }

    private void kill() {
        Set<NodeId> nodes = added(raft, (Command.ChangeVoters) underWay().getFirst());
        nodes.forEach(kill);
        once(() -> nodes.stream().noneMatch(raft.members()::containsKey), this::commit);
    }

    private void commit() {
        chance.happened(Happening.VOTER_CHANGE_COMMITTED_LATE);
        end();
    }

    private static Set<NodeId> added(SimulatedRaft raft, Command.ChangeVoters change) {
        SortedMap<NodeId, ClusterAddress> now =
                raft.log.newest().voters().orElseThrow().members();
        Set<NodeId> added = new HashSet<>(change.voters().keySet());
        added.removeAll(now.keySet());
        return added;
    }
}
