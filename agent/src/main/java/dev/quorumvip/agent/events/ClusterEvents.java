package dev.quorumvip.agent.events;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipChanges;
import dev.quorumvip.agent.state.VipChanges.Changed;
import dev.quorumvip.agent.state.VipConflict;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.IpText;
import dev.quorumvip.api.TransitionTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Derives what one log entry did from the states before and after it: first members, then voters, then VIPs. */
public final class ClusterEvents {
    private final long index;
    private final ClusterState before;
    private final ClusterState after;
    private final List<ClusterEvent> events = new ArrayList<>();
    private final List<Changed> changedVips;
    private final @Nullable Instant at;

    private ClusterEvents(long index, ClusterState before, ClusterState after) {
        this.index = index;
        this.before = before;
        this.after = after;
        this.changedVips = VipChanges.between(before, after);
        this.at = proposedAt();
    }

    /**
     * The events of one entry, in an order that is the same on every node.
     *
     * @param index of the entry
     * @param before the state that it was applied to
     * @param after the state that it led to
     */
    public static List<ClusterEvent> between(long index, ClusterState before, ClusterState after) {
        ClusterEvents entry = new ClusterEvents(index, before, after);
        if (!same(before.members(), after.members())) {
            entry.members();
        }
        if (!before.voters().equals(after.voters())) {
            after.voters().ifPresent(entry::voters);
        }
        entry.changedVips.forEach(vip -> entry.vip(vip.name(), vip.before(), vip.after()));
        return entry.events;
    }

    /** The same in the words of the contract. */
    public static TransitionTimes times(TransitionTiming timing) {
        return new TransitionTimes(
                0,
                timing.closedMillis().orElse(null),
                timing.committedMillis(),
                timing.boundMillis(),
                timing.announcedMillis().orElse(null));
    }

    private void members() {
        SortedSet<NodeId> all = new TreeSet<>(before.members().keySet());
        all.addAll(after.members().keySet());
        for (NodeId node : all) {
            @Nullable Member was = before.members().get(node);
            @Nullable Member is = after.members().get(node);
            if (was == null) {
                aboutMember(
                        EventType.MEMBER_JOINED,
                        node,
                        "at " + Objects.requireNonNull(is).address());
            } else if (is == null) {
                aboutMember(EventType.MEMBER_REMOVED, node, null);
            } else {
                if (is.leaving() && !was.leaving()) {
                    aboutMember(EventType.MEMBER_LEAVING, node, null);
                }
                if (is.drained() != was.drained()) {
                    aboutMember(is.drained() ? EventType.MEMBER_DRAINED : EventType.MEMBER_UNDRAINED, node, null);
                }
                if (was.open() && !is.open()) {
                    aboutMember(EventType.SESSION_EXPIRED, node, "session " + was.lastEpoch());
                }
            }
        }
    }

    private void voters(VoterSet now) {
        String names = now.members().keySet().stream().map(this::name).collect(Collectors.joining(", "));
        add(
                EventType.VOTERS_CHANGED,
                null,
                null,
                null,
                null,
                "version " + now.version().value() + ": " + names);
    }

    private void vip(String name, Optional<Vip> was, Optional<Vip> is) {
        Optional<Assignment> held = was.flatMap(Vip::assignment);
        Optional<Assignment> holds = is.flatMap(Vip::assignment);
        if (is.isPresent() && !sameDefinition(was, is.get())) {
            add(EventType.VIP_DEFINED, name, null, null, null, text(is.get().definition()));
        }
        if (held.isPresent() && holds.isEmpty()) {
            String because = is.flatMap(Vip::unassignedBecause)
                    .or(() -> held.get().revokedBecause())
                    .orElse(TransitionReason.VIP_DELETED)
                    .name();
            add(EventType.RELEASED, name, null, name(held.get().session().node()), because, null);
        }
        if (was.isPresent() && is.isEmpty()) {
            add(EventType.VIP_DELETED, name, null, null, null, null);
        }
        conflict(name, was.flatMap(Vip::conflict), is.flatMap(Vip::conflict));
        boolean assigned = holds.isPresent() && !grant(holds).equals(grant(held));
        is.flatMap(Vip::lastTransition).ifPresent(transition -> {
            if (assigned) {
                moved(EventType.TRANSITION, name, transition, null);
            }
            boolean told = !assigned
                    && was.flatMap(Vip::lastTransition)
                            .flatMap(Transition::timing)
                            .isPresent();
            transition
                    .timing()
                    .filter(timing -> !told)
                    .ifPresent(timing -> moved(EventType.VIP_TIMING, name, transition, times(timing)));
        });
    }

    private void conflict(String vip, Optional<VipConflict> was, Optional<VipConflict> is) {
        if (was.equals(is)) {
            return;
        }
        is.ifPresentOrElse(
                now -> add(
                        EventType.ADDRESS_CONFLICT,
                        vip,
                        name(now.reporter()),
                        null,
                        now.kind().name(),
                        now.mac() + " has " + IpText.of(now.address())),
                () -> add(EventType.ADDRESS_CONFLICT_OVER, vip, null, null, null, null));
    }

    /** A VIP that is to go and is set again is defined anew; that it is to go is no event, but that it is gone. */
    private static boolean sameDefinition(Optional<Vip> was, Vip is) {
        return is.deleted()
                || was.filter(v -> !v.deleted() && v.number().equals(is.number()))
                        .isPresent();
    }

    private static String text(VipDefinition definition) {
        String addresses =
                definition.addresses().stream().map(VipAddress::toString).collect(Collectors.joining(", "));
        return switch (definition.interfaceChoice()) {
            case InterfaceChoice.NodeDefault anywhere -> addresses;
            case InterfaceChoice.Named(String name) -> addresses + " on " + name;
            case InterfaceChoice.Matching(String glob) -> addresses + " on " + glob;
            case InterfaceChoice.BySubnet bySubnet -> addresses + " on the interface of its subnet";
        };
    }

    /** Entries share with the state before them what they leave alone: it need not be looked through. */
    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == other;
    }

    private static Optional<GrantNumber> grant(Optional<Assignment> assignment) {
        return assignment.map(Assignment::grant);
    }

    private void moved(EventType type, String vip, Transition transition, @Nullable TransitionTimes times) {
        events.add(new ClusterEvent(
                nextId(),
                Instant.ofEpochMilli(transition.atEpochMillis()),
                type,
                vip,
                null,
                transition.from().map(this::name).orElse(null),
                name(transition.to()),
                transition.reason().name(),
                times,
                null));
    }

    private void aboutMember(EventType type, NodeId node, @Nullable String detail) {
        add(type, null, name(node), null, null, detail);
    }

    private void add(
            EventType type,
            @Nullable String vip,
            @Nullable String member,
            @Nullable String from,
            @Nullable String reason,
            @Nullable String detail) {
        events.add(new ClusterEvent(nextId(), at, type, vip, member, from, null, reason, null, detail));
    }

    private String nextId() {
        return new EventId(index, events.size() + 1).toString();
    }

    private String name(NodeId node) {
        return after.member(node)
                .or(() -> before.member(node))
                .map(Member::name)
                .orElse("removed node " + node);
    }

    /** Only an assignment says when its entry was proposed; what else is in the entry was proposed with it. */
    private @Nullable Instant proposedAt() {
        if (before.lastGrant() == after.lastGrant()) {
            return null;
        }
        return changedVips.stream()
                .flatMap(vip -> vip.after().stream())
                .filter(v -> v.assignment()
                        .filter(a -> a.grant().value() > before.lastGrant())
                        .isPresent())
                .flatMap(v -> v.lastTransition().stream())
                .map(t -> Instant.ofEpochMilli(t.atEpochMillis()))
                .findFirst()
                .orElse(null);
    }
}
