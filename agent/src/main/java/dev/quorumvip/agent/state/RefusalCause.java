package dev.quorumvip.agent.state;

/** Why the state machine refused a command. */
public enum RefusalCause {
    ALREADY_FOUNDED,
    NOT_FOUNDED,
    UNKNOWN_MEMBER,
    /** The id left the cluster before and never comes back. */
    MEMBER_REMOVED,
    MEMBER_LEAVING,
    MEMBER_NOT_LEAVING,
    /** It is to be given nothing now. */
    MEMBER_DRAINED,
    /** It lacks a label that the VIP asks for. */
    NOT_SELECTED,
    /** Another member has that name. */
    NAME_TAKEN,
    /** The id is known under another address. */
    ADDRESS_CHANGED,
    STILL_VOTER,
    STILL_HOLDER,
    /** The removal would leave the cluster without a member. */
    LAST_MEMBER,
    /** The epoch is not newer than one this node opened before. */
    STALE_EPOCH,
    SESSION_NOT_OPEN,
    /** Counted under a voter set that is not the current one. */
    STALE_VOTER_SET,
    /** Planned in a reconfiguration epoch that is not the current one, or opens one that is not newer. */
    STALE_RECONFIGURATION,
    /** The former change of voters has not settled. */
    NOT_SETTLED,
    /** Not exactly one voter more or one fewer. */
    NOT_ONE_CHANGE,
    UNKNOWN_VIP,
    VIP_DELETED,
    /** Another VIP has that address, or has not yet let go of it. */
    ADDRESS_IN_USE,
    /** The VIP has an owner, and this is not from it. */
    OWNED,
    /** From an older version of the VIP's owner than the one that set it last. */
    STALE_OWNER,
    ALREADY_ASSIGNED,
    /** The VIP is not assigned under that grant. */
    NOT_ASSIGNED
}
