package dev.quorumvip.agent.node;

import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.LogCodec;
import dev.quorumvip.agent.state.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Proposes what many people want at once. What comes while an entry is under way goes into the next one together: an
 * entry costs every node a write to disk and a look at what has changed, with one command in it or with many. After an
 * entry of many the next one waits a moment longer, so that those who were answered and want more at once can join it.
 *
 * <p>Safe for use by several threads. How many wait is bounded by how many requests are served at a time.
 */
final class GatheredProposals {
    /** As stored. An entry may have 128 KiB, and one definition half of that. */
    static final int ENTRY_BYTES = 64 * 1024;

    private static final Duration MOMENT = Duration.ofMillis(50);

    private final Consensus consensus;
    private final Executor aMomentLater;
    private final LogCodec codec = new LogCodec();
    private final Queue<Wanted> waiting = new ArrayDeque<>();
    private boolean underWay;

    private record Wanted(Command command, int bytes, CompletableFuture<Outcome> outcome) {}

    GatheredProposals(Consensus consensus) {
        this(consensus, CompletableFuture.delayedExecutor(MOMENT.toMillis(), TimeUnit.MILLISECONDS));
    }

    GatheredProposals(Consensus consensus, Executor aMomentLater) {
        this.consensus = consensus;
        this.aMomentLater = aMomentLater;
    }

    /**
     * Completes with what became of the command, or fails with what kept its entry from the log. One that is cancelled
     * before its entry is made is not proposed.
     */
    CompletableFuture<Outcome> propose(Command command) {
        int bytes = codec.encodeEntry(List.of(command)).length;
        Wanted wanted = new Wanted(command, bytes, new CompletableFuture<>());
        synchronized (waiting) {
            waiting.add(wanted);
        }
        proposeNext();
        return wanted.outcome;
    }

    private void proposeNext() {
        List<Wanted> entry = take();
        if (!entry.isEmpty()) {
            consensus
                    .propose(entry.stream().map(Wanted::command).toList())
                    .whenComplete((outcomes, failure) -> done(entry, outcomes, failure));
        }
    }

    /** The next entry; empty if nobody waits or one is under way. */
    private List<Wanted> take() {
        List<Wanted> entry = new ArrayList<>();
        synchronized (waiting) {
            waiting.removeIf(wanted -> wanted.outcome.isDone());
            int bytes = 0;
            while (!underWay && !waiting.isEmpty()) {
                bytes += waiting.element().bytes;
                if (!entry.isEmpty() && bytes > ENTRY_BYTES) {
                    break;
                }
                entry.add(waiting.remove());
            }
            underWay |= !entry.isEmpty();
        }
        return entry;
    }

    private void goOn() {
        synchronized (waiting) {
            underWay = false;
        }
        proposeNext();
    }

    private void done(List<Wanted> entry, @Nullable List<Outcome> outcomes, @Nullable Throwable failure) {
        if (entry.size() == 1) {
            goOn();
        } else {
            aMomentLater.execute(this::goOn);
        }
        for (int i = 0; i < entry.size(); i++) {
            if (outcomes != null) {
                entry.get(i).outcome.complete(outcomes.get(i));
            } else {
                entry.get(i).outcome.completeExceptionally(failure);
            }
        }
    }
}
