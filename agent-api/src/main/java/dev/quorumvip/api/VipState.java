package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/**
 * Where a virtual IP is.
 *
 * <p>After an assignment is committed, {@link #ASSIGNED}. After the holder has put the address on its interface, {@link
 * #HELD}. After the holder begins to give it up, {@link #RELEASING}. After the release, or the expiry of the holder's
 * session, {@link #UNASSIGNED}. At any time, when the answering node loses the quorum, {@link #UNKNOWN}.
 */
public enum VipState {
    /** The holder's address is on its interface and its lease is valid. */
    HELD,
    /** Nobody may hold it, by a confirmed log. */
    UNASSIGNED,
    /** Promised to a node that is not yet known to have bound it. */
    ASSIGNED,
    /** Its holder takes it off for a planned move or a removal. */
    RELEASING,
    /** Nothing confirms where it is; what was true earlier is not repeated. */
    @JsonEnumDefaultValue
    UNKNOWN;

    /** Whether a node can be named as the holder in this state. */
    public boolean namesHolder() {
        return this == HELD || this == ASSIGNED || this == RELEASING;
    }
}
