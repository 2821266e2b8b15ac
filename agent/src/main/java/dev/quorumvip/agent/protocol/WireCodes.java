package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.agent.state.TransitionReason;
import java.util.List;

/**
 * How the values of an enum are numbered in datagrams: by their place in a list of its own, so that reordering the enum
 * changes nothing. New values go to the end.
 */
record WireCodes<E extends Enum<E>>(String what, List<E> byCode) {
    static final WireCodes<RefusalReason> REFUSAL_REASON = new WireCodes<>(
            "refusal reason",
            List.of(RefusalReason.SESSION_CLOSED, RefusalReason.STALE_VOTER_SET, RefusalReason.PROMISE_TOO_LONG));

    static final WireCodes<CloseVerdict> CLOSE_VERDICT = new WireCodes<>(
            "close verdict", List.of(CloseVerdict.CLOSED, CloseVerdict.STILL_PROMISED, CloseVerdict.QUARANTINED));

    static final WireCodes<JoinVerdict> JOIN_VERDICT =
            new WireCodes<>("join verdict", List.of(JoinVerdict.ACCEPTED, JoinVerdict.NOT_YET, JoinVerdict.REFUSED));

    static final WireCodes<MemberState> MEMBER_STATE =
            new WireCodes<>("member state", List.of(MemberState.UNKNOWN, MemberState.MEMBER, MemberState.REMOVED));

    static final WireCodes<InabilityReason> INABILITY_REASON = new WireCodes<>(
            "inability reason",
            List.of(
                    InabilityReason.UNCHECKED,
                    InabilityReason.UNHEALTHY,
                    InabilityReason.OTHER_TIMING,
                    InabilityReason.NO_INTERFACE));

    static final WireCodes<ConflictPolicy> CONFLICT_POLICY =
            new WireCodes<>("conflict policy", List.of(ConflictPolicy.REFUSE, ConflictPolicy.REPORT));

    static final WireCodes<ConflictKind> CONFLICT_KIND = new WireCodes<>(
            "conflict kind", List.of(ConflictKind.BEFORE_CLAIM, ConflictKind.WHILE_HELD, ConflictKind.SEEN_BY_WITNESS));

    static final WireCodes<TransitionReason> TRANSITION_REASON = new WireCodes<>(
            "transition reason",
            List.of(
                    TransitionReason.FIRST_ASSIGNMENT,
                    TransitionReason.SESSION_EXPIRED,
                    TransitionReason.NODE_RESTARTED,
                    TransitionReason.NODE_STOPPING,
                    TransitionReason.INTERFACE_LOST,
                    TransitionReason.BIND_FAILED,
                    TransitionReason.VIP_CHANGED,
                    TransitionReason.VIP_DELETED,
                    TransitionReason.MEMBER_LEAVING,
                    TransitionReason.MOVED,
                    TransitionReason.DRAINED,
                    TransitionReason.NOT_SELECTED,
                    TransitionReason.PREEMPTED,
                    TransitionReason.REBALANCED,
                    TransitionReason.UNHEALTHY,
                    TransitionReason.ADDRESS_CONFLICT));

    int codeOf(E value) {
        int code = byCode.indexOf(value);
        if (code < 0) {
            throw new IllegalArgumentException(what + " " + value + " has no code");
        }
        return code;
    }

    E valueOf(int code, int offset) throws PacketFormatException {
        if (code >= byCode.size()) {
            throw new PacketFormatException("unknown " + what + " " + code, offset);
        }
        return byCode.get(code);
    }
}
