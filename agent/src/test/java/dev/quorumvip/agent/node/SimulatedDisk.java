package dev.quorumvip.agent.node;

import dev.quorumvip.agent.founding.FoundingRecord;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.lease.PromisedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What one process writes to its machine's disk: in order, each a while after it was asked for. What a crash overtakes
 * may reach the disk or not.
 */
final class SimulatedDisk implements Journal {
    /** What outlives the process. */
    static final class Contents {
        PromisedRecord promised = PromisedRecord.blank();
        long epoch;
    }

    private final Contents contents;
    private final SimulatedMachine machine;
    private final SimulatedLife life;
    private final SingleHolderSimulation world;
    private final Chance chance;
    private final List<PromisedRecord> promises = new ArrayList<>();
    private final List<Runnable> thenOfPromises = new ArrayList<>();
    private long freeAt;

    SimulatedDisk(Contents contents, SimulatedMachine machine, SimulatedLife life, SingleHolderSimulation world) {
        this.contents = contents;
        this.machine = machine;
        this.life = life;
        this.world = world;
        this.chance = world.chance;
    }

    @Override
    public void promised(PromisedRecord record, Runnable then) {
        machine.heldUp(Happening.HELD_UP_BEFORE_A_WRITE);
        promises.add(record);
        thenOfPromises.add(then);
        if (promises.size() > 1) {
            return;
        }
        // What comes while the disk is busy with other things is written together.
        world.time.afterNanos(Math.max(0, freeAt - world.time.now()), () -> {
            PromisedRecord newest = promises.getLast();
            List<Runnable> all = List.copyOf(thenOfPromises);
            promises.clear();
            thenOfPromises.clear();
            write(() -> contents.promised = written(newest), () -> {
                crashAfterAPromise();
                all.forEach(Runnable::run);
            });
        });
    }

    private PromisedRecord written(PromisedRecord newest) {
        return world.sabotage == Sabotage.CLOSES_ARE_NOT_PERSISTED
                ? new PromisedRecord(
                        contents.promised.closedThrough(), newest.lowestVersion(), newest.longestPromiseNanos())
                : newest;
    }

    @Override
    public void founding(FoundingRecord record, Runnable then) {
        throw new AssertionError("founded long ago");
    }

    @Override
    public void instruction(Instruction instruction, Runnable then) {
        throw new AssertionError("founded long ago");
    }

    @Override
    public void membership(Belonging belonging, Runnable then) {
        throw new AssertionError("not the cluster's inside");
    }

    @Override
    public void bound(Collection<Held> held) {}

    @Override
    public void nextSessionEpoch(LongConsumer then) {
        machine.heldUp(Happening.HELD_UP_BEFORE_A_WRITE);
        boolean anew = contents.epoch == 0 || world.sabotage != Sabotage.SESSION_IS_RESUMED;
        write(() -> contents.epoch += anew ? 1 : 0, () -> then.accept(contents.epoch));
    }

    private void write(Runnable onDisk, Runnable then) {
        boolean slow = chance.strikes(10, Happening.DISK_SLOW);
        Duration takes = Duration.ofMillis(slow ? chance.below(800) : 1 + chance.below(5));
        freeAt = Math.max(freeAt, world.time.now()) + takes.toNanos();
        world.time.afterNanos(freeAt - world.time.now(), () -> {
            if (machine.life() == life) {
                onDisk.run();
                world.time.after(Duration.ofMillis(chance.below(3)), () -> tell(then));
            } else if (!machine.runs() && chance.below(2) == 0) {
                chance.happened(Happening.WRITE_NOT_TOLD);
                onDisk.run();
            } else {
                chance.happened(Happening.WRITE_LOST);
            }
        });
    }

    /** The worst moment for a voter to crash: others act on what it promised, and it may remember none of it. */
    private void crashAfterAPromise() {
        if (chance.strikes(4, Happening.CRASHED_AFTER_A_PROMISE)) {
            world.time.after(chance.shortTime(), () -> world.crash(machine));
        }
    }

    private void tell(Runnable then) {
        if (machine.life() != life) {
            chance.happened(Happening.WRITE_NOT_TOLD);
        }
        machine.run(life, then);
    }
}
