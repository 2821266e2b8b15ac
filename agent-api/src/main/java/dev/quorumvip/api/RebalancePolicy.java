package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When virtual IPs are moved to spread them evenly. */
public enum RebalancePolicy {
    /** Now, until they are spread. */
    @JsonProperty("once")
    ONCE,
    /** From now on, whenever they are not. */
    @JsonProperty("always")
    ALWAYS,
    /** No more; also ends what is under way. */
    @JsonProperty("never")
    NEVER
}
