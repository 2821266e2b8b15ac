package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** A member's part in the quorum, in dqlite's words. Each of them may hold virtual IPs. */
public enum Role {
    /** Counts for majorities. */
    @JsonProperty("voter")
    VOTER,
    /** Keeps the log and is the next to replace a dead voter. */
    @JsonProperty("stand-by")
    STAND_BY,
    /** Takes part in leases only. */
    @JsonProperty("spare")
    @JsonEnumDefaultValue
    SPARE;

    /** The word on the wire: {@code voter}, {@code stand-by} or {@code spare}. */
    public String word() {
        return switch (this) {
            case VOTER -> "voter";
            case STAND_BY -> "stand-by";
            case SPARE -> "spare";
        };
    }
}
