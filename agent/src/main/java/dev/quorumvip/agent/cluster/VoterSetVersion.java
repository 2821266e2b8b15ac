package dev.quorumvip.agent.cluster;

/**
 * The number of a voter set; each change of the set raises it by one.
 *
 * @param value 1 for the founder's own set
 */
public record VoterSetVersion(long value) implements Comparable<VoterSetVersion> {
    /** The version of the set that consists of the founder alone. */
    public static final VoterSetVersion FIRST = new VoterSetVersion(1);

    public VoterSetVersion {
        if (value < 1) {
            throw new IllegalArgumentException("voter set version " + value + " is below 1");
        }
    }

    /** The version that the next change leads to. */
    public VoterSetVersion next() {
        return new VoterSetVersion(value + 1);
    }

    @Override
    public int compareTo(VoterSetVersion other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "v" + value;
    }
}
