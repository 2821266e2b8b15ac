package dev.quorumvip.operator.formation;

import java.util.List;
import java.util.Optional;

/**
 * What was decided of the cluster's founding, for good.
 *
 * @param founders {@code HOST:PORT} of the agents that found it, as they reach each other
 * @param clusterId the cluster that came of it; empty until one was seen
 */
public record Founding(List<String> founders, Optional<String> clusterId) {
    public Founding {
        founders = List.copyOf(founders);
    }

    /** The same, with the cluster that came of it. */
    public Founding as(String cluster) {
        return new Founding(founders, Optional.of(cluster));
    }
}
