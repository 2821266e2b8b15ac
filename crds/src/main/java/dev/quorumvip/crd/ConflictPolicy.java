package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What to do when a machine that is no member has an address. */
public enum ConflictPolicy {
    /** It is not claimed. */
    @JsonProperty("Refuse")
    REFUSE,
    /** It is claimed all the same, and reported. */
    @JsonProperty("Report")
    REPORT
}
