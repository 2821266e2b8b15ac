package dev.quorumvip.agent.cluster;

/**
 * The number of one definition of one VIP: unique in the cluster's whole life and growing in log order, so that what is
 * said of a former definition is not taken for the present one's.
 *
 * @param value 1 or more
 */
public record DefinitionNumber(long value) implements Comparable<DefinitionNumber> {
    public DefinitionNumber {
        if (value < 1) {
            throw new IllegalArgumentException("definition number " + value + " is below 1");
        }
    }

    @Override
    public int compareTo(DefinitionNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
