package dev.quorumvip.agent.node;

import dev.quorumvip.agent.founding.FoundingRecord;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.lease.PromisedRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/** A disk that is done when the test says so. Belongs to the loop. */
final class ScriptedJournal implements Journal {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<PromisedRecord> promised = new ArrayList<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private long epoch;
    private boolean atOnce;

    /** From now on everything is on disk as it comes. */
    void writeAtOnce() {
        atOnce = true;
        confirm();
    }

    /** All that was asked for is on disk now. */
    void confirm() {
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    /** Whether something is not on disk yet. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** The records of promises asked for so far, in order. */
    List<PromisedRecord> promised() {
        return List.copyOf(promised);
    }

    /** The instructions asked to be kept so far, in order. */
    List<Instruction> instructions() {
        return List.copyOf(instructions);
    }

    @Override
    public void promised(PromisedRecord record, Runnable then) {
        promised.add(record);
        write(then);
    }

    @Override
    public void founding(FoundingRecord record, Runnable then) {
        write(then);
    }

    @Override
    public void instruction(Instruction instruction, Runnable then) {
        instructions.add(instruction);
        write(then);
    }

    @Override
    public void membership(Belonging belonging, Runnable then) {
        write(then);
    }

    @Override
    public void bound(Collection<Held> held) {}

    @Override
    public void nextSessionEpoch(LongConsumer then) {
        epoch++;
        long next = epoch;
        write(() -> then.accept(next));
    }

    private void write(Runnable then) {
        waiting.add(then);
        if (atOnce) {
            confirm();
        }
    }
}
