package dev.quorumvip.operator.vip;

import dev.quorumvip.api.InabilityStatus;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.SightingStatus;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.crd.NodeStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which nodes could be given a VIP, and why others could not; as the agents' own planner sees it. */
final class Eligibility {
    /** A status is read by people, and kept by etcd. */
    private static final int NODES_MAX = 100;

    private Eligibility() {}

    /** What each node knows of a VIP, by name; the first {@value #NODES_MAX}. */
    static List<NodeStatus> nodes(VipStatus vip, Collection<MemberStatus> members) {
        return members.stream()
                .limit(NODES_MAX)
                .map(member -> {
                    List<String> reasons = reasons(vip, member);
                    return new NodeStatus(member.name(), reasons.isEmpty(), reasons, seen(vip, member));
                })
                .toList();
    }

    private static List<String> reasons(VipStatus vip, MemberStatus member) {
        List<String> reasons = new ArrayList<>();
        if (!Boolean.TRUE.equals(member.live()) && !member.self() || member.session() == SessionState.NONE) {
            reasons.add("NotLive");
        }
        if (member.drained()) {
            reasons.add("Drained");
        }
        Map<String, String> selector =
                Optional.ofNullable(vip.spec().nodeSelector()).orElse(Map.of());
        if (!member.labels().entrySet().containsAll(selector.entrySet())) {
            reasons.add("NotSelected");
        }
        vip.unable().stream()
                .filter(unable -> unable.node().equals(member.name()))
                .map(InabilityStatus::reason)
                .map(Words::camelCase)
                .forEach(reasons::add);
        return reasons;
    }

    /** What the answering agent has seen, which is nobody else's view. */
    private static @org.jspecify.annotations.Nullable String seen(VipStatus vip, MemberStatus member) {
        return !member.self()
                ? null
                : vip.seen().stream()
                        .map(SightingStatus::macs)
                        .flatMap(List::stream)
                        .findFirst()
                        .orElse(null);
    }
}
