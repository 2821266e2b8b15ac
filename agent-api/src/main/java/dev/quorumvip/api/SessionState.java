package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Where a node's membership in the lease protocol stands. Only a node with an open session may hold a virtual IP. */
public enum SessionState {
    /** Asked for, not yet committed. */
    OPENING,
    /** Committed, and not expired in the log as far as this node has applied it. */
    OPEN,
    /** There is none. */
    NONE,
    /** Nothing confirms what this node last saw. */
    @JsonEnumDefaultValue
    UNKNOWN
}
