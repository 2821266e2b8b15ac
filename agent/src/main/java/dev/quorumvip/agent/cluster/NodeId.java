package dev.quorumvip.agent.cluster;

/**
 * One incarnation of a node: drawn at random when a data directory is created, so that a node whose directory was wiped
 * comes back as somebody else.
 *
 * @param value 1 to 2<sup>53</sup> − 1, so that JSON readers which keep numbers as doubles keep it exact
 */
public record NodeId(long value) implements Comparable<NodeId> {
    /**
     * The largest id: 2<sup>53</sup> − 1, the largest integer a double holds exactly together with all smaller ones.
     */
    public static final long MAX_VALUE = (1L << 53) - 1;

    public NodeId {
        if (value < 1 || value > MAX_VALUE) {
            throw new IllegalArgumentException("node id " + value + " is not within 1.." + MAX_VALUE);
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
