package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Where a node stands on its way into, and out of, a cluster. */
public enum MembershipState {
    /** Waits to be told, by {@code POST /v1/cluster}, with whom to found a cluster, or which to join. */
    UNFORMED,
    /** Waits for a majority of its initial peers before a new cluster is founded. */
    FORMING,
    /** Asks a cluster to be taken in. */
    JOINING,
    /** Belongs to a cluster. */
    MEMBER,
    /** Was a member and has been removed; it holds nothing and comes back only as a new member. */
    REMOVED,
    /** A word of a newer agent than this client. An agent never sends it. */
    @JsonEnumDefaultValue
    UNRECOGNISED
}
