package dev.quorumvip.operator.vip;

import dev.quorumvip.api.AddressConflictStatus;
import dev.quorumvip.api.TransitionTimes;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.api.VipTransition;
import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.HolderStatus;
import dev.quorumvip.crd.LastSeen;
import dev.quorumvip.crd.NodeStatus;
import dev.quorumvip.crd.TransitionStatus;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.Reach;
import dev.quorumvip.operator.vip.Conditions.Word;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a VirtualIP's status says, from what the agents say. Nothing is claimed that no quorum confirms. */
final class Statuses {
    private Statuses() {}

    /**
     * The status at this moment.
     *
     * @param vip the resource, with the status that it has
     * @param acceptance whether its spec can be carried out
     */
    static VirtualIPStatus of(VirtualIP vip, QuorumView view, Acceptance acceptance, Instant now) {
        VirtualIPStatus before = Optional.ofNullable(vip.getStatus()).orElse(nothing());
        Optional<VipStatus> told = view.vip(vip.getMetadata().getName()).filter(status -> belongs(status, vip));
        List<NodeStatus> nodes = told.map(
                        status -> Eligibility.nodes(status, view.members().values()))
                .orElse(List.of());
        List<String> eligible = nodes.stream()
                .filter(node -> Boolean.TRUE.equals(node.eligible()))
                .map(NodeStatus::name)
                .toList();
        Map<String, Word> words = words(vip, view, told, acceptance, nodes);
        List<String> addresses = told.map(VipStatus::addresses)
                .or(() -> Optional.of(vip.getSpec().addresses()))
                .orElseThrow();
        long generation = vip.getMetadata().getGeneration();
        return new VirtualIPStatus(
                generation,
                told.map(VipStatus::revision).orElse(null),
                addresses,
                String.join(",", addresses),
                told.filter(status -> status.state() == VipState.HELD)
                        .map(VipStatus::holder)
                        .map(h -> new HolderStatus(h.name(), h.interfaceName(), h.mac(), h.since()))
                        .orElse(null),
                eligible,
                told.map(VipStatus::transitions)
                        .or(() -> Optional.ofNullable(before.transitions()))
                        .orElse(null),
                told.flatMap(status -> Optional.ofNullable(status.lastTransition()))
                        .map(Statuses::transition)
                        .or(() -> Optional.ofNullable(before.lastTransition()))
                        .orElse(null),
                nodes,
                lastSeen(view, before),
                Conditions.of(words, before.conditions(), generation, now));
    }

    /** Of an object that is new. */
    static VirtualIPStatus nothing() {
        return new VirtualIPStatus(
                null, null, List.of(), null, null, List.of(), null, null, List.of(), null, List.of());
    }

    /** Whether the agents' VIP was made from this object. */
    static boolean belongs(VipStatus status, VirtualIP vip) {
        return Definitions.owner(vip).equals(status.spec().owner());
    }

    /** Whether the agents have this very generation of it. */
    static boolean isProgrammed(VipStatus status, VirtualIP vip) {
        return belongs(status, vip)
                && vip.getMetadata().getGeneration().equals(status.spec().ownerGeneration());
    }

    private static Map<String, Word> words(
            VirtualIP vip, QuorumView view, Optional<VipStatus> told, Acceptance acceptance, List<NodeStatus> nodes) {
        Map<String, Word> words = new HashMap<>();
        words.put(ConditionType.ACCEPTED, accepted(acceptance));
        words.put(ConditionType.QUORUM_AVAILABLE, quorum(view));
        if (!view.confirmed()) {
            Word unknown = Word.unknown(unreachable(view.reach()), view.detail());
            for (String type : List.of(
                    ConditionType.PROGRAMMED,
                    ConditionType.READY,
                    ConditionType.HOLDER_HEALTHY,
                    ConditionType.ADDRESS_CONFLICT)) {
                words.put(type, unknown);
            }
            return words;
        }
        words.put(ConditionType.PROGRAMMED, programmed(vip, told, acceptance));
        words.put(ConditionType.READY, ready(told, acceptance, nodes));
        words.put(ConditionType.HOLDER_HEALTHY, healthy(told));
        words.put(ConditionType.ADDRESS_CONFLICT, conflict(told));
        return words;
    }

    private static Word accepted(Acceptance acceptance) {
        return switch (acceptance) {
            case Acceptance.Accepted accepted -> Word.yes("Accepted", "");
            case Acceptance.Refused(String reason, String message) -> Word.no(reason, message);
            case Acceptance.Open(String message) -> Word.unknown("Pending", message == null ? "" : message);
        };
    }

    private static Word quorum(QuorumView view) {
        return switch (view.reach()) {
            case CONFIRMED -> Word.yes("MajorityAnswers", "");
            case NO_QUORUM -> Word.no("QuorumLost", view.detail());
            case NO_AGENTS, UNFORMED, UNREACHABLE, SPLIT -> Word.unknown(unreachable(view.reach()), view.detail());
        };
    }

    private static String unreachable(Reach reach) {
        return switch (reach) {
            case NO_AGENTS -> "NoAgents";
            case UNFORMED -> "NotFormed";
            case UNREACHABLE -> "AgentsUnreachable";
            case NO_QUORUM -> "QuorumLost";
            case SPLIT -> "SeveralClusters";
            case CONFIRMED -> throw new IllegalArgumentException("it can be reached");
        };
    }

    private static Word programmed(VirtualIP vip, Optional<VipStatus> told, Acceptance acceptance) {
        if (told.filter(status -> isProgrammed(status, vip)).isPresent()) {
            return Word.yes("Programmed", "");
        }
        String message = told.isPresent() ? "the agents have an older generation of it" : "the agents do not have it";
        return Word.no(acceptance instanceof Acceptance.Refused ? "NotAccepted" : "Pending", message);
    }

    private static Word ready(Optional<VipStatus> told, Acceptance acceptance, List<NodeStatus> nodes) {
        if (told.isEmpty()) {
            return acceptance instanceof Acceptance.Refused(String reason, String message)
                    ? Word.no("NotAccepted", message)
                    : Word.no("Pending", "the agents do not have it yet");
        }
        VipStatus status = told.get();
        return switch (status.state()) {
            case HELD -> Word.yes("Held", "");
            case ASSIGNED -> Word.no("Binding", holder(status) + " is about to bind it");
            case RELEASING -> Word.no("Moving", holder(status) + " takes it off");
            case UNKNOWN -> Word.unknown("QuorumLost", "nothing confirms where it is");
            case UNASSIGNED -> nowhere(status, nodes);
        };
    }

    /** Why it is nowhere: the first that would have to be mended. */
    private static Word nowhere(VipStatus status, List<NodeStatus> nodes) {
        AddressConflictStatus conflict = status.addressConflict();
        if (conflict != null) {
            return Word.no("AddressConflict", Sentences.of(conflict));
        }
        if (Boolean.TRUE.equals(status.spec().paused())) {
            return Word.no("Paused", "it is paused, and given to nobody");
        }
        boolean eligible = nodes.stream().anyMatch(node -> Boolean.TRUE.equals(node.eligible()));
        if (eligible) {
            return Word.no("Unassigned", "no node has it yet");
        }
        Optional<String> common = commonReason(nodes);
        String why = nodes.stream()
                .map(node -> node.name() + " " + String.join(", ", node.reasons()))
                .limit(8)
                .collect(Collectors.joining("; "));
        return Word.no(
                common.orElse("NoEligibleNode"), "no node can have it: " + (why.isEmpty() ? "there is none" : why));
    }

    /** What is wrong on every node that is there and selected, if it is the same: an interface that none has, say. */
    private static Optional<String> commonReason(List<NodeStatus> nodes) {
        List<List<String>> there = nodes.stream()
                .map(NodeStatus::reasons)
                .filter(reasons -> !reasons.contains("NotLive") && !reasons.contains("NotSelected"))
                .distinct()
                .toList();
        return there.size() == 1 && there.getFirst().size() == 1
                ? Optional.of(there.getFirst().getFirst())
                : Optional.empty();
    }

    private static Word healthy(Optional<VipStatus> told) {
        Optional<String> holder = told.filter(status -> status.state().namesHolder())
                .flatMap(status -> Optional.ofNullable(status.holder()))
                .map(dev.quorumvip.api.HolderStatus::name);
        if (holder.isEmpty()) {
            return Word.unknown("NoHolder", "");
        }
        return told.get().unable().stream()
                .filter(unable -> unable.node().equals(holder.get()))
                .findFirst()
                .map(unable -> Word.no(Words.camelCase(unable.reason()), holder.get() + " cannot serve it"))
                .orElse(Word.yes("Healthy", ""));
    }

    private static Word conflict(Optional<VipStatus> told) {
        return told.flatMap(status -> Optional.ofNullable(status.addressConflict()))
                .map(conflict -> Word.yes(Words.camelCase(conflict.occasion()), Sentences.of(conflict)))
                .orElse(Word.no("NoConflict", ""));
    }

    private static String holder(VipStatus status) {
        dev.quorumvip.api.HolderStatus holder = status.holder();
        return holder == null ? "a node" : holder.name();
    }

    /** Where it was before nothing was known any more; kept until something is. */
    private static @Nullable LastSeen lastSeen(QuorumView view, VirtualIPStatus before) {
        if (view.confirmed()) {
            return null;
        }
        return before.holder() == null
                ? before.lastSeen()
                : new LastSeen(before.holder().node(), view.confirmedAt().orElse(null));
    }

    private static TransitionStatus transition(VipTransition transition) {
        TransitionTimes times = transition.times();
        Instant detected = times == null
                ? null
                : transition.at().minusMillis(times.closedMillis() == null ? 0 : times.closedMillis());
        return new TransitionStatus(
                transition.from(),
                transition.to(),
                transition.reason(),
                detected == null ? transition.at() : detected,
                detected == null || times == null ? null : detected.plusMillis(times.boundMillis()),
                detected == null || times == null || times.announcedMillis() == null
                        ? null
                        : detected.plusMillis(times.announcedMillis()),
                transition.durationMillis());
    }

    /** The condition of that type in a status. */
    static Optional<Condition> condition(@Nullable VirtualIPStatus status, String type) {
        return status == null ? Optional.empty() : Conditions.find(status.conditions(), type);
    }
}
