package dev.quorumvip.e2e.bench.report;

import java.util.Arrays;
import java.util.Collection;

/** Order statistics of a sample that is not empty. */
public final class Statistics {
    private final double[] sorted;

    public Statistics(Collection<? extends Number> sample) {
        if (sample.isEmpty()) {
            throw new IllegalArgumentException("no statistics of an empty sample");
        }
        this.sorted = sample.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    }

    public int count() {
        return sorted.length;
    }

    /** The middle value, or the mean of the two in the middle. */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The least value that {@code percent} of the sample do not exceed (nearest rank). */
    public double percentile(int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    /** All values in order. */
    public double[] values() {
        return Arrays.copyOf(sorted, sorted.length);
    }
}
