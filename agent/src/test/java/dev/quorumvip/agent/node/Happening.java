package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import java.util.Optional;

/** What befalls a simulated cluster. A storm that lacks one of these would prove less than it says. */
enum Happening {
    MESSAGE_LOST,
    MESSAGE_DOUBLED,
    /** By up to twelve seconds, so that it is overtaken by thousands of others. */
    MESSAGE_LATE,
    ONE_WAY_CUT,
    /** The machines fall into two groups, of which one hears nothing of the other, or neither does. */
    PARTITION,
    /** It has touch with some of the others only. */
    ESTRANGED,
    PROCESS_KILLED,
    PROCESS_TERMINATED,
    POWER_FAILURE,
    CRASHED_AFTER_A_PROMISE,
    /** A crash overtook a write: it never reached the disk. */
    WRITE_LOST,
    /** A crash came when a write had reached the disk, and nobody was told of it. */
    WRITE_NOT_TOLD,
    DISK_SLOW,
    DISK_WIPED,
    PROCESS_PAUSED,
    HELD_UP_IN_KERNEL_CALL,
    /** After a holder read the clock, before it did what that reading allows. */
    HELD_UP_AS_HOLDER,
    /** After a voter read the clock, or before its answer left. */
    HELD_UP_AS_VOTER,
    HELD_UP_BETWEEN_RENEWALS,
    HELD_UP_BEFORE_A_WRITE,
    HELD_UP_ELSEWHERE,
    KILLED_WHILE_HELD_UP,
    CLOCKS_AT_THE_EDGE,
    LEADER_CHANGED,
    LEADER_CHANGED_AS_IT_PROPOSED,
    TWO_LEADERS,
    NO_QUORUM,
    COMMITTED_AFTER_TIME_OUT,
    /** Its closes were counted under a former voter set. */
    EXPIRY_COMMITTED_LATE,
    VOTER_CHANGE_COMMITTED_LATE,
    NEVER_COMMITTED,
    COMMITTED_TWICE,
    OLD_ENTRY_AGAIN,
    REPLICA_LAGS,
    RESTARTED_FROM_OLDER_PREFIX,
    ASSIGNED_ON_A_STALE_VIEW,
    /** Two voters at once, or one before the former change has settled. */
    VOTER_CHANGE_AGAINST_THE_RULES,
    VOTERS_CHANGED,
    SESSION_EXPIRED,
    MEMBER_REMOVED,
    LINK_LOST,
    ADDRESS_TAKEN_OFF_BY_HAND,
    VIP_CHANGED,
    VIP_DELETED,
    /** Set on behalf of an owner. */
    VIP_OWNED,
    /** From its owner. */
    VIP_TAKEN_OVER,
    /** Its labels are not those of its own configuration any more. */
    MEMBER_LABELLED,
    /** From one VIP to another. */
    ADDRESS_PASSED_ON,
    /** While it was held. */
    ADDRESSES_CHANGED,
    SEVERAL_ADDRESSES_SERVED,
    MOVE_ASKED_FOR,
    MOVED,
    MEMBER_DRAINED,
    MEMBER_UNDRAINED,
    HANDED_OVER_BY_DRAINED,
    /** A VIP was defined anew, with a label that its holder lacks. */
    HOLDER_NOT_SELECTED,
    PREEMPTED,
    REBALANCED,
    /** Several in one entry. */
    RELEASED_TOGETHER,
    APPLICATION_FAILED,
    APPLICATION_FAILED_EVERYWHERE,
    APPLICATION_FLAPPED,
    HANDED_OVER_BY_UNHEALTHY;

    /** What it is that the log has accepted this, if that counts. */
    static Optional<Happening> of(Command accepted) {
        return switch (accepted) {
            case Command.ExpireSession expired -> Optional.of(SESSION_EXPIRED);
            case Command.DrainMember(NodeId node, boolean drained) ->
                Optional.of(drained ? MEMBER_DRAINED : MEMBER_UNDRAINED);
            case Command.MoveVip asked -> Optional.of(MOVE_ASKED_FOR);
            case Command.Revoke revoked
            when revoked.reason() == TransitionReason.NOT_SELECTED -> Optional.of(HOLDER_NOT_SELECTED);
            case Command.Assign assigned -> of(assigned.reason());
            default -> Optional.empty();
        };
    }

    private static Optional<Happening> of(TransitionReason reason) {
        return switch (reason) {
            case VIP_CHANGED -> Optional.of(ADDRESSES_CHANGED);
            case MOVED -> Optional.of(MOVED);
            case DRAINED -> Optional.of(HANDED_OVER_BY_DRAINED);
            case PREEMPTED -> Optional.of(PREEMPTED);
            case REBALANCED -> Optional.of(REBALANCED);
            case UNHEALTHY -> Optional.of(HANDED_OVER_BY_UNHEALTHY);
            default -> Optional.empty();
        };
    }
}
