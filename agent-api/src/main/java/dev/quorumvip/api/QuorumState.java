package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Whether a majority of the voters has lately answered this node. */
public enum QuorumState {
    /** A majority answered within the lease duration. */
    CONFIRMED,
    /** A majority did answer once and does so no more. */
    LOST,
    /** No majority has answered in this life of the node. */
    @JsonEnumDefaultValue
    UNKNOWN
}
