package dev.quorumvip.operator.formation;

import java.util.Optional;

/** Where the founding is written down, so that no other operator, and no later one, decides it anew. */
public interface FoundingStore {
    /** The ConfigMap's name. */
    String NAME = "quorum-vip-cluster";

    /** What is written down; empty before anything is. */
    Optional<Founding> read();

    /**
     * Writes down who founds the cluster, unless that has been written down already.
     *
     * @return false if it has
     */
    boolean decide(Founding founding);

    /** Writes down which cluster there is. */
    void remember(Founding founding);
}
