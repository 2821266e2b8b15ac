package dev.quorumvip.operator.vip;

import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.operator.events.Notice;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says by Events what has become worse; where a VIP went is told by the agents' own events. */
final class ConditionNotices {
    private static final List<String> TOLD =
            List.of(ConditionType.ACCEPTED, ConditionType.QUORUM_AVAILABLE, ConditionType.READY);

    /** They pass by themselves. */
    private static final Set<String> PASSING = Set.of("Pending", "Binding", "Moving", "Unassigned", "NotAccepted");

    /** Reasons of several conditions are told by one of them; a conflict by the agents' event. */
    private static final Map<String, String> TOLD_BY =
            Map.of("QuorumLost", ConditionType.QUORUM_AVAILABLE, "AddressConflict", "");

    private ConditionNotices() {}

    /** What a new status gives cause to tell, compared with the one that the VirtualIP has. */
    static List<Notice> of(VirtualIP vip, VirtualIPStatus now, Instant at) {
        return TOLD.stream()
                .flatMap(type -> Conditions.find(now.conditions(), type)
                        .filter(condition -> isNews(vip, type, condition) && isWorthAnEvent(type, condition))
                        .map(condition -> notice(vip, type, condition, at))
                        .stream())
                .toList();
    }

    private static boolean isNews(VirtualIP vip, String type, Condition condition) {
        Optional<Condition> before = Statuses.condition(vip.getStatus(), type);
        return before.filter(was -> condition.getReason().equals(was.getReason()))
                .isEmpty();
    }

    private static boolean isWorthAnEvent(String type, Condition condition) {
        boolean unknown = Conditions.UNKNOWN.equals(condition.getStatus());
        return !Conditions.TRUE.equals(condition.getStatus())
                && !PASSING.contains(condition.getReason())
                && TOLD_BY.getOrDefault(condition.getReason(), type).equals(type)
                && !(type.equals(ConditionType.READY) && unknown);
    }

    private static Notice notice(VirtualIP vip, String type, Condition condition, Instant at) {
        String message =
                condition.getMessage().isEmpty() ? type + " is " + condition.getStatus() : condition.getMessage();
        return new Notice(
                vip.getMetadata().getName(),
                type + "/" + condition.getReason() + "/" + at,
                true,
                condition.getReason(),
                "Reconcile",
                message,
                at);
    }
}
