package dev.quorumvip.agent.cluster;

/**
 * A span of the log in which one leader changes one thing in who belongs to the Raft group and whose votes count. With
 * it nothing that was planned in an older epoch is accepted any more.
 *
 * @param term the Raft term of the leader that opened it; 0 only for {@link #NONE}
 * @param count how many that leader has opened in this term, this one included
 */
public record ReconfigurationEpoch(long term, long count) implements Comparable<ReconfigurationEpoch> {
    /** Before the first. */
    public static final ReconfigurationEpoch NONE = new ReconfigurationEpoch(0, 0);

    public ReconfigurationEpoch {
        if (term < 0 || count < 0) {
            throw new IllegalArgumentException("reconfiguration epoch " + term + "/" + count + " has a part below 0");
        }
    }

    @Override
    public int compareTo(ReconfigurationEpoch other) {
        int byTerm = Long.compare(term, other.term);
        return byTerm != 0 ? byTerm : Long.compare(count, other.count);
    }

    @Override
    public String toString() {
        return term + "/" + count;
    }
}
