package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A named timing of the agents. */
public enum FailoverProfile {
    /** A lease of 200 ms, renewed each 40 ms. */
    @JsonProperty("Fast")
    FAST,
    /** A lease of 500 ms, renewed each 100 ms. */
    @JsonProperty("Balanced")
    BALANCED,
    /** A lease of 2 s, renewed each 400 ms. */
    @JsonProperty("Conservative")
    CONSERVATIVE
}
