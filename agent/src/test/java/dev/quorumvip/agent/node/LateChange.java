package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.state.Command;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Another plot that chance alone would hardly think of. A leader makes a voter of a node that it took into the Raft group
 * for that, and the proposal stays under way. The node dies, and is taken out of the group. Only then the proposal
 * commits.
 */
final class LateChange {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Chance chance;
    private final VirtualTime time;
    private final SimulatedRaft raft;
    private final Consumer<NodeId> kill;
    private final Runnable over;
    private final SimulatedRaft.Withheld additions;
    private final long end;

    /**
     * @param kill ends the process of a node, for long
     * @param over run when it has come to its end, one or the other
     */
    LateChange(SingleHolderSimulation world, Consumer<NodeId> kill, Runnable over) {
        this.chance = world.chance;
        this.time = world.time;
        this.raft = world.raft;
        this.kill = kill;
        this.over = over;
        this.end = time.now() + Chance.LONGEST.toNanos();
        this.additions = raft.withhold(
                c -> c instanceof Command.ChangeVoters change && !added(change).isEmpty());
        look(() -> !additions.commands().isEmpty(), this::kill);
    }

    private void kill() {
        Set<NodeId> nodes = added((Command.ChangeVoters) additions.commands().getFirst());
        nodes.forEach(kill);
        look(() -> nodes.stream().noneMatch(raft.members()::containsKey), this::commit);
    }

    private void commit() {
        chance.happened(Happening.VOTER_CHANGE_COMMITTED_LATE);
        end();
    }

    private void end() {
        raft.release(additions);
        over.run();
    }

    private Set<NodeId> added(Command.ChangeVoters change) {
        SortedMap<NodeId, ClusterAddress> now =
                raft.log.newest().voters().orElseThrow().members();
        Set<NodeId> added = new HashSet<>(change.voters().keySet());
        added.removeAll(now.keySet());
        return added;
    }

    private void look(BooleanSupplier holds, Runnable next) {
        if (holds.getAsBoolean()) {
            next.run();
        } else if (chance.storms() && time.now() < end) {
            time.after(LOOK, () -> look(holds, next));
        } else {
            end();
        }
    }
}
