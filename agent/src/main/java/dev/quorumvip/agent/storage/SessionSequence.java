package dev.quorumvip.agent.storage;

/** The numbers of this node's sessions, in the order of opening; none is given out twice, whatever crashes. */
public final class SessionSequence {
    private final DurableRecord<Count> record;

    SessionSequence(DurableRecord<Count> record) {
        this.record = record;
    }

    /** The number given out last, in this life or an earlier one; 0 if none was. */
    public long last() {
        return record.value().orElseThrow().count();
    }

    /**
     * Gives out the next number, which is on the disk when this returns. A number that was lost to a failing disk may
     * be given out later, since nobody has seen it.
     *
     * @throws StorageException if it cannot be made durable; no number was given out then
     */
    public synchronized long next() {
        long next = Math.addExact(last(), 1);
        record.write(new Count(next));
        return next;
    }
}
