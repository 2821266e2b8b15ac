package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a {@link ClusterEvent} tells of. */
public enum EventType {
    /** A virtual IP was set, or set anew. */
    @JsonProperty("vip-defined")
    VIP_DEFINED,
    /** A virtual IP is gone: its holder, if it had one, has let go of it. */
    @JsonProperty("vip-deleted")
    VIP_DELETED,
    /** A virtual IP was assigned to a node. */
    @JsonProperty("transition")
    TRANSITION,
    /** A virtual IP has no holder any more, and none yet. */
    @JsonProperty("released")
    RELEASED,
    /** How long a transition took is known now. */
    @JsonProperty("vip-timing")
    VIP_TIMING,
    /** The voters ended a node's session: it was silent for as long as its lease. */
    @JsonProperty("session-expired")
    SESSION_EXPIRED,
    /** A machine has an address of a virtual IP, and should not. */
    @JsonProperty("address-conflict")
    ADDRESS_CONFLICT,
    /** Nobody is known any more who has an address of a virtual IP and should not. */
    @JsonProperty("address-conflict-over")
    ADDRESS_CONFLICT_OVER,
    /** A node became a member. */
    @JsonProperty("member-joined")
    MEMBER_JOINED,
    /** A member began to leave. */
    @JsonProperty("member-leaving")
    MEMBER_LEAVING,
    /** A member hands over what it holds and is given nothing, until somebody says otherwise. */
    @JsonProperty("member-drained")
    MEMBER_DRAINED,
    /** A member may be given VIPs again. */
    @JsonProperty("member-undrained")
    MEMBER_UNDRAINED,
    /** A member is gone for good. */
    @JsonProperty("member-removed")
    MEMBER_REMOVED,
    /** Other nodes vote than before. */
    @JsonProperty("voters-changed")
    VOTERS_CHANGED,
    /** Events before this one are missing here: the node kept them no longer, or never had them. */
    @JsonProperty("gap")
    GAP,
    /** A word of a newer agent than this client. An agent never sends it. */
    @JsonEnumDefaultValue
    UNRECOGNISED;

    /** The word on the wire, such as {@code vip-defined}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
