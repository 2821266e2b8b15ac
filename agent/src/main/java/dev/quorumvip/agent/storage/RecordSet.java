package dev.quorumvip.agent.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The records of a data directory, each in the file of its name. */
record RecordSet(
        DurableRecord<NodeIdentity> identity,
        DurableRecord<Count> bootCounter,
        DurableRecord<Membership> membership,
        DurableRecord<Count> sessionSequence,
        DurableRecord<VoterPromises> voterPromises,
        DurableRecord<FoundingPromise> foundingPromise,
        DurableRecord<BoundRecord> bound,
        DurableRecord<StoredInstruction> instruction,
        DurableRecord<Incarnation> incarnation) {
    static final String BOUND = "bound";
    static final String SUCCESSION = "succession";

    private static final Count UNCOUNTED = new Count(0);

    /**
     * Reads all records.
     *
     * @throws StorageException at the first that is corrupt
     */
    static RecordSet open(Path directory) {
        return new RecordSet(
                DurableRecord.open(directory, "identity", 1, NodeIdentity.class),
                DurableRecord.open(directory, "boot-counter", 1, Count.class),
                DurableRecord.open(directory, "membership", 1, Membership.class),
                DurableRecord.open(directory, "session-sequence", 1, Count.class),
                DurableRecord.open(directory, "voter-promises", 1, VoterPromises.class),
                DurableRecord.open(directory, "founding-promise", 1, FoundingPromise.class),
                DurableRecord.open(directory, BOUND, 1, BoundRecord.class),
                DurableRecord.open(directory, "instruction", 1, StoredInstruction.class),
                DurableRecord.open(directory, "incarnation", 1, Incarnation.class));
    }

    static DurableRecord<Succession> succession(Path directory) {
        return DurableRecord.open(directory, SUCCESSION, 1, Succession.class);
    }

    /** Whether any record exists. */
    boolean any() {
        return Stream.concat(Stream.of(identity, bootCounter, membership, instruction, incarnation), always())
                .anyMatch(record -> record.value().isPresent());
    }

    /** Whether any record says more than it does in a new directory. */
    boolean used() {
        return membership.value().isPresent()
                || instruction.value().isPresent()
                || isUsed(sessionSequence, UNCOUNTED)
                || isUsed(voterPromises, VoterPromises.NONE)
                || isUsed(foundingPromise, FoundingPromise.NONE)
                || isUsed(bound, BoundRecord.NONE);
    }

    /** One that exists in every complete directory but not in this. */
    Optional<DurableRecord<?>> firstMissing() {
        return always().filter(record -> record.value().isEmpty()).findFirst();
    }

    /**
     * Writes the records of a new directory, except identity and boot counter. What may be on the interfaces is another
     * node's, if it is there.
     */
    void writeInitial() {
        sessionSequence.write(UNCOUNTED);
        voterPromises.write(VoterPromises.NONE);
        foundingPromise.write(FoundingPromise.NONE);
        if (bound.value().isEmpty()) {
            bound.write(BoundRecord.NONE);
        }
    }

    /** Those that exist from the first boot on. */
    private Stream<DurableRecord<?>> always() {
        return Stream.of(sessionSequence, voterPromises, foundingPromise, bound);
    }

    private static <T> boolean isUsed(DurableRecord<T> record, T initial) {
        return record.value().isPresent() && !record.value().get().equals(initial);
    }
}
