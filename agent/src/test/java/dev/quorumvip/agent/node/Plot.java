package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.state.Command;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Something that befalls a cluster step by step, each as soon as the one before has had its effect, while certain
 * proposals stay under way. At its end, one or the other, the first of these commits.
 */
abstract class Plot {
    private static final Duration LOOK = Duration.ofMillis(20);

    final Chance chance;
    final VirtualTime time;
    final SimulatedRaft raft;
    private final SimulatedRaft.Withheld withheld;
    private final Runnable over;
    private final long end;

    /**
     * @param underWay what stays so
     * @param span by which it has come to its end
     * @param over run then
     */
    Plot(SingleHolderSimulation world, Predicate<Command> underWay, Duration span, Runnable over) {
        this.chance = world.chance;
        this.time = world.time;
        this.raft = world.raft;
        this.withheld = raft.withhold(underWay);
        this.over = over;
        this.end = time.now() + span.toNanos();
    }

    /** The first proposal that stays under way; empty until there is one. */
    final List<Command> underWay() {
        return withheld.commands();
    }

    /** Whether it can still come to what it is for. */
    boolean isPossible() {
        return true;
    }

    void end() {
        raft.release(withheld);
        over.run();
    }

    final VoterSet voters() {
        return raft.log.newest().voters().orElseThrow();
    }

    /** Goes on once that holds; or ends, if it does not come to that. */
    final void once(BooleanSupplier holds, Runnable next) {
        if (holds.getAsBoolean()) {
            next.run();
        } else if (chance.storms() && time.now() < end && isPossible()) {
            time.after(LOOK, () -> once(holds, next));
        } else {
            end();
        }
    }
}
