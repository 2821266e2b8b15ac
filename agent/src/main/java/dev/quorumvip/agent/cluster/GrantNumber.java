package dev.quorumvip.agent.cluster;

/**
 * The number of one assignment: unique in the cluster's whole life and growing in log order.
 *
 * @param value 1 or more
 */
public record GrantNumber(long value) implements Comparable<GrantNumber> {
    public GrantNumber {
        if (value < 1) {
            throw new IllegalArgumentException("grant number " + value + " is below 1");
        }
    }

    @Override
    public int compareTo(GrantNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
