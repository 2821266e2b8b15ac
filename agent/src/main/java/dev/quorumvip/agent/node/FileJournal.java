package dev.quorumvip.agent.node;

import dev.quorumvip.agent.founding.FoundingRecord;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.storage.BoundRecord;
import dev.quorumvip.agent.storage.DataDirectory;
import dev.quorumvip.agent.storage.FoundingPromise;
import dev.quorumvip.agent.storage.Membership;
import dev.quorumvip.agent.storage.StoredInstruction;
import dev.quorumvip.agent.storage.VoterPromises;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The journal in the data directory. One thread writes, so that records reach the disk in the order they were made. */
final class FileJournal implements Journal, AutoCloseable {
    private final DataDirectory directory;
    private final AgentLoop loop;
    private final Consumer<Duration> written;
    private final Consumer<Throwable> faults;
    private final Waiting waiting = new Waiting();
    private final AtomicReference<@Nullable Collection<Held>> newestBound = new AtomicReference<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("journal").daemon().factory());

    /**
     * @param written told how long each write took, fsync included
     * @param faults told when a write fails; nothing may rest on it then, and the agent has to end
     */
    FileJournal(DataDirectory directory, AgentLoop loop, Consumer<Duration> written, Consumer<Throwable> faults) {
        this.directory = directory;
        this.loop = loop;
        this.written = written;
        this.faults = faults;
    }

    /**
     * Each record says all that the ones before it said, so that those which wait for the disk are written as one: on a
     * slow disk they would otherwise queue up for minutes.
     */
    @Override
    public void promised(PromisedRecord record, Runnable then) {
        synchronized (waiting) {
            waiting.record = record;
            waiting.then.add(then);
            if (waiting.then.size() > 1) {
                return;
            }
        }
        submit(() -> {
            VoterPromises newest;
            List<Runnable> all;
            synchronized (waiting) {
                newest = VoterPromises.of(Objects.requireNonNull(waiting.record));
                all = List.copyOf(waiting.then);
                waiting.then.clear();
            }
            directory.voterPromises().write(newest);
            loop.deliver(() -> all.forEach(Runnable::run));
        });
    }

    /** Promises that the disk has not got round to, and what is to happen once they are on it. */
    private static final class Waiting {
        private @Nullable PromisedRecord record;
        private final List<Runnable> then = new ArrayList<>();
    }

    @Override
    public void founding(FoundingRecord record, Runnable then) {
        write(() -> directory.foundingPromise().write(new FoundingPromise(record.toText())), then);
    }

    @Override
    public void instruction(Instruction instruction, Runnable then) {
        write(() -> directory.instruction().write(StoredInstruction.of(instruction)), then);
    }

    @Override
    public void membership(Belonging belonging, Runnable then) {
        Membership membership = new Membership(
                belonging.clusterId(), belonging.contacts(), belonging.raftIncarnation(), belonging.removed());
        write(() -> directory.membership().write(membership), then);
    }

    /** Of those that wait for the disk only the newest is written: nobody waits for any of them. */
    @Override
    public void bound(Collection<Held> held) {
        if (newestBound.getAndSet(held) == null) {
            submit(() -> directory.bound().write(record(Objects.requireNonNull(newestBound.getAndSet(null)))));
        }
    }

    private static BoundRecord record(Collection<Held> held) {
        return new BoundRecord(held.stream()
                .flatMap(h -> h.addresses().stream()
                        .map(a -> new BoundRecord.Entry(h.link().name(), a.ip(), a.prefixLength())))
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public void nextSessionEpoch(LongConsumer then) {
        submit(() -> {
            long epoch = directory.sessionSequence().next();
            loop.deliver(() -> then.accept(epoch));
        });
    }

    /** Waits until what was asked for is written, two seconds at most. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(2, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void write(Runnable write, Runnable then) {
        submit(() -> {
            write.run();
            loop.deliver(then);
        });
    }

    private void submit(Runnable work) {
        try {
            writer.execute(() -> {
                long begun = loop.now();
                try {
                    work.run();
                    written.accept(Duration.ofNanos(loop.now() - begun));
                } catch (RuntimeException e) {
                    faults.accept(e);
                }
            });
        } catch (RejectedExecutionException e) {
            // The agent is stopping: nothing that would rest on this write will leave any more.
        }
    }
}
