package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a holder does that reaches no majority of the voters. */
public enum QuorumLossPolicy {
    /** It takes the addresses off. */
    @JsonProperty("Release")
    RELEASE,
    /** It keeps them; they may be on two nodes at once. */
    @JsonProperty("Keep")
    KEEP
}
