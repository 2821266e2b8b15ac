package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a virtual IP moves from a healthy node to one that is preferred. */
public enum PreemptionPolicy {
    /** It stays where it is. */
    @JsonProperty("Never")
    NEVER,
    /** It moves at once. */
    @JsonProperty("Always")
    ALWAYS,
    /** It moves when that node could have had it for a while without a break. */
    @JsonProperty("Delayed")
    DELAYED
}
