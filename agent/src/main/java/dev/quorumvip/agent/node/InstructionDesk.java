package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.api.ProblemReason;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes instructions how this node gets into a cluster.
 *
 * <pre>
 * After the first one: it is on disk, then it is acted on, then it is answered. A restart goes on with it.
 * After the same again: nothing, and the same answer.
 * After one that contradicts it, or once this node belongs to a cluster: nothing, and a refusal.
 * </pre>
 *
 * So one node takes part in one founding at most, and all that were given one list found one cluster at most.
 */
final class InstructionDesk {
    private static final Logger LOG = LoggerFactory.getLogger(InstructionDesk.class);

    /** Gets this node into a cluster. */
    interface Way {
        void found(List<ClusterAddress> peers);

        void join(List<ClusterAddress> members);
    }

    /** Why an instruction was not taken. */
    record Refusal(ProblemReason reason, String message) {}

    /** Where this node stands, apart from instructions. */
    sealed interface Standing {
        record InNoCluster() implements Standing {}

        record Member(UUID clusterId) implements Standing {}

        record Removed() implements Standing {}
    }

    private final ClusterAddress address;
    private final boolean awaits;
    private final Journal journal;
    private final Way way;
    private Optional<Instruction> told;
    private int writing;

    /**
     * @param awaits whether this node takes instructions at all
     * @param told what it was told in an earlier life
     */
    InstructionDesk(ClusterAddress address, boolean awaits, Optional<Instruction> told, Journal journal, Way way) {
        this.address = address;
        this.awaits = awaits;
        this.told = told;
        this.journal = journal;
        this.way = way;
    }

    /** Goes on with what this node was told before it was restarted. */
    void resume() {
        told.ifPresentOrElse(
                this::go, () -> LOG.info("in no cluster: waiting to be told with whom to found one, or which to join"));
    }

    /** Completes once the instruction is on disk and is acted on, or with the reason why not. */
    CompletableFuture<Optional<Refusal>> instruct(Instruction now, Standing standing) {
        boolean again = told.filter(now::saidBy).isPresent() && !(standing instanceof Standing.Removed);
        if (again && writing == 0) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (again) {
            // What is written now comes after what is not on disk yet.
            return written(told.get());
        }
        Optional<Refusal> refusal = refusal(now, standing);
        if (refusal.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("told", now)
                    .addKeyValue("reason", refusal.get().message())
                    .log("an instruction was refused");
            return CompletableFuture.completedFuture(refusal);
        }
        Instruction next = told.flatMap(now::after).orElse(now);
        told = Optional.of(next);
        CompletableFuture<Optional<Refusal>> written = written(next);
        return written.whenComplete((none, failure) -> go(next));
    }

    private CompletableFuture<Optional<Refusal>> written(Instruction instruction) {
        CompletableFuture<Optional<Refusal>> written = new CompletableFuture<>();
        writing++;
        journal.instruction(instruction, () -> {
            writing--;
            written.complete(Optional.empty());
        });
        return written;
    }

    private Optional<Refusal> refusal(Instruction now, Standing standing) {
        return switch (standing) {
            case Standing.Member(UUID clusterId) ->
                Optional.of(new Refusal(
                        ProblemReason.ALREADY_MEMBER, "this node belongs to cluster " + clusterId + " already"));
            case Standing.Removed() ->
                Optional.of(new Refusal(
                        ProblemReason.CONFLICT,
                        "this node was removed from its cluster: "
                                + (awaits
                                        ? "restart it, and it is a new node that can be told"
                                        : "empty its data directory to let it join as a new member")));
            case Standing.InNoCluster() -> outside(now);
        };
    }

    private Optional<Refusal> outside(Instruction now) {
        if (!awaits) {
            return Optional.of(new Refusal(
                    ProblemReason.CONFLICT,
                    "this node has it in its configuration how it gets into a cluster: it was not started with"
                            + " --await-founding"));
        }
        Optional<String> problem = now.problemFor(address);
        if (problem.isPresent()) {
            return Optional.of(new Refusal(ProblemReason.INVALID_VALUE, problem.get()));
        }
        return told.filter(before -> now.after(before).isEmpty())
                .map(before -> new Refusal(
                        ProblemReason.CONFLICT,
                        "this node was told otherwise before, and goes on with that: to " + text(before)
                                + ". Empty its data directory to have it forget that"));
    }

    private void go(Instruction instruction) {
        LOG.atInfo().addKeyValue("addresses", instruction.addresses()).log("told to {}", verb(instruction));
        switch (instruction) {
            case Instruction.Found(List<ClusterAddress> peers) -> way.found(peers);
            case Instruction.Join(List<ClusterAddress> members) -> way.join(members);
        }
    }

    private static String text(Instruction instruction) {
        return verb(instruction) + " " + instruction.addresses();
    }

    private static String verb(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Found found -> "found a cluster with";
            case Instruction.Join join -> "join the cluster of";
        };
    }
}
