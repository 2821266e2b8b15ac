package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.definition.DefinitionWriter;
import dev.quorumvip.agent.events.ClusterEvents;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipConflict;
import dev.quorumvip.api.AddressConflictStatus;
import dev.quorumvip.api.HolderStatus;
import dev.quorumvip.api.InabilityStatus;
import dev.quorumvip.api.IpText;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.RebalanceStatus;
import dev.quorumvip.api.Role;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.SightingStatus;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.api.VipTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says where each VIP is and how each member does, as far as this node can vouch for it (DESIGN invariant 8).
 *
 * <p>The log says who may hold a VIP; the holder's own renewals say that it does. Both are believed only while a
 * majority of voters answers this node and its log keeps up with theirs.
 */
final class StatusDesk {
    /** What the cluster looks like from one node. */
    record View(List<VipStatus> vips, List<MemberStatus> members, RebalanceStatus rebalancing) {
        /** The same, with what this node keeps without a quorum, by name. */
        View keeping(Set<String> kept) {
            return kept.isEmpty()
                    ? this
                    : new View(
                            vips.stream()
                                    .map(v -> kept.contains(v.name()) ? v.withKeptWithoutQuorum() : v)
                                    .toList(),
                            members,
                            rebalancing);
        }
    }

    /** Before anything was heard of the cluster. */
    static final View NOTHING = new View(List.of(), List.of(), RebalanceStatus.OFF);

    private final NodeId self;
    private final Consensus consensus;
    private final Duration heardSpan;

    /** @param heardSpan a node heard within it counts as alive */
    StatusDesk(NodeId self, Consensus consensus, Duration heardSpan) {
        this.self = self;
        this.consensus = consensus;
        this.heardSpan = heardSpan;
    }

    /** Whether this node's own replica can answer for the cluster; otherwise a voter must be asked. */
    boolean canAnswer(InCluster cluster) {
        ClusterState state = consensus.applied().state();
        return state.isVoter(self)
                && state.voters()
                        .filter(v ->
                                v.version().equals(cluster.session().voters().version()))
                        .isPresent();
    }

    /** The view of this node's own replica; from the loop's thread. */
    View view(InCluster cluster, long now) {
        ClusterState state = consensus.applied().state();
        boolean confirmed = confirmed(cluster, now);
        return new View(
                state.vips().values().stream()
                        .filter(v -> !v.deleted() || confirmed)
                        .map(v -> vip(v, state, cluster, confirmed, now))
                        .toList(),
                members(cluster, now),
                new RebalanceStatus(state.rebalancing(), state.keptEven()));
    }

    /** The view's members alone, which are few. */
    List<MemberStatus> members(InCluster cluster, long now) {
        ClusterState state = consensus.applied().state();
        boolean confirmed = confirmed(cluster, now);
        return state.members().values().stream()
                .map(m -> member(m, state, cluster, confirmed, now))
                .toList();
    }

    /** The view's VIP of this name alone. */
    Optional<VipStatus> vip(String name, InCluster cluster, long now) {
        ClusterState state = consensus.applied().state();
        boolean confirmed = confirmed(cluster, now);
        return state.vip(name).filter(v -> !v.deleted() || confirmed).map(v -> vip(v, state, cluster, confirmed, now));
    }

    /** What the members of a cluster that cannot be reached look like: nothing is known of them now. */
    static View unknown(View former) {
        return new View(
                former.vips.stream()
                        .map(v -> new VipStatus(
                                v.name(),
                                v.revision(),
                                v.addresses(),
                                v.spec(),
                                VipState.UNKNOWN,
                                null,
                                false,
                                List.of(),
                                v.addressConflict(),
                                List.of(),
                                v.lastTransition(),
                                v.transitions()))
                        .toList(),
                former.members.stream()
                        .map(m -> new MemberStatus(
                                m.id(),
                                m.name(),
                                m.address(),
                                m.role(),
                                m.labels(),
                                m.macs(),
                                m.drained(),
                                SessionState.UNKNOWN,
                                null,
                                m.self()))
                        .toList(),
                former.rebalancing);
    }

    /** Whether a majority answers this node and its log keeps up with theirs. */
    boolean confirmed(InCluster cluster, long now) {
        SessionLease lease = cluster.session().lease();
        return lease != null && lease.validAt(now) && !cluster.session().lagsAt(now);
    }

    private VipStatus vip(Vip vip, ClusterState state, InCluster cluster, boolean confirmed, long now) {
        @Nullable HolderStatus holder = null;
        VipState where = VipState.UNKNOWN;
        if (confirmed) {
            where = VipState.UNASSIGNED;
            if (vip.assignment().isPresent()) {
                Assignment assignment = vip.assignment().get();
                Optional<Holding> seen = seen(assignment, cluster, now);
                where = assignment.revoked()
                        ? VipState.RELEASING
                        : seen.isPresent() ? VipState.HELD : VipState.ASSIGNED;
                holder = vip.deleted() ? null : holder(assignment, seen, state);
            }
        }
        return new VipStatus(
                vip.name(),
                vip.number().value(),
                vip.definition().addresses().stream().map(VipAddress::toString).toList(),
                DefinitionWriter.write(vip.definition()),
                where,
                holder,
                false,
                confirmed ? unable(vip, state, cluster) : List.of(),
                vip.conflict().map(c -> conflict(c, state)).orElse(null),
                seen(vip, state, cluster, now),
                vip.lastTransition().map(t -> transition(t, state)).orElse(null),
                vip.transitions());
    }

    private static List<InabilityStatus> unable(Vip vip, ClusterState state, InCluster cluster) {
        if (!AbilityDesk.concerns(vip.definition())) {
            return List.of();
        }
        return state.members().values().stream()
                .flatMap(member -> cluster.peerAbilities().inability(member.id(), vip.number()).stream()
                        .map(why -> new InabilityStatus(member.name(), why.name())))
                .toList();
    }

    private static AddressConflictStatus conflict(VipConflict conflict, ClusterState state) {
        return new AddressConflictStatus(
                IpText.of(conflict.address()),
                conflict.mac().toString(),
                conflict.kind().name(),
                name(conflict.reporter(), state),
                Instant.ofEpochMilli(conflict.sinceEpochMillis()));
    }

    /** Judged by who is the holder now: the VIP may have moved since it was asked for. */
    private List<SightingStatus> seen(Vip vip, ClusterState state, InCluster cluster, long now) {
        Set<MacAddress> holder = vip.holder()
                .flatMap(state::member)
                .map(member -> Set.copyOf(member.macs()))
                .orElse(Set.of());
        Instant wallNow = cluster.wallNow();
        return cluster.segment().sightings(vip.name()).stream()
                .map(seen -> new SightingStatus(
                        IpText.of(seen.address()),
                        seen.macs().stream().map(MacAddress::toString).sorted().toList(),
                        seen.with(holder).verdict().name(),
                        wallNow.minusNanos(now - seen.sinceNanos()),
                        wallNow.minusNanos(now - seen.askedNanos())))
                .toList();
    }

    private Optional<Holding> seen(Assignment assignment, InCluster cluster, long now) {
        NodeId node = assignment.session().node();
        if (node.equals(self)) {
            return cluster.held(assignment.grant()).map(StatusDesk::holding);
        }
        return cluster.peers()
                .of(node)
                .filter(h -> now - h.atNanos() <= heardSpan.toNanos())
                .flatMap(h -> h.holding(assignment.grant()));
    }

    static Holding holding(Held held) {
        return new Holding(
                held.vip().grant(), held.link().mac().bits(), held.link().name(), held.boundAtMillis());
    }

    private static HolderStatus holder(Assignment assignment, Optional<Holding> seen, ClusterState state) {
        NodeId node = assignment.session().node();
        return new HolderStatus(
                node.value(),
                name(node, state),
                seen.map(Holding::interfaceName).orElse(null),
                seen.map(h -> new MacAddress(h.mac()).toString()).orElse(null),
                seen.map(h -> Instant.ofEpochMilli(h.sinceMillis())).orElse(null));
    }

    private static VipTransition transition(Transition transition, ClusterState state) {
        return new VipTransition(
                transition.from().map(n -> name(n, state)).orElse(null),
                name(transition.to(), state),
                transition.reason().name(),
                Instant.ofEpochMilli(transition.atEpochMillis()),
                transition.timing().map(TransitionTiming::outageMillis).orElse(null),
                transition.timing().map(ClusterEvents::times).orElse(null));
    }

    private MemberStatus member(Member member, ClusterState state, InCluster cluster, boolean confirmed, long now) {
        boolean isSelf = member.id().equals(self);
        boolean voter = state.isVoter(member.id());
        boolean live = isSelf || cluster.peers().heardWithin(member.id(), heardSpan, now);
        Role spare = live && !member.leaving() ? Role.STAND_BY : Role.SPARE;
        return new MemberStatus(
                member.id().value(),
                member.name(),
                member.address().toString(),
                voter ? Role.VOTER : spare,
                member.labels(),
                member.macs().stream().map(MacAddress::toString).toList(),
                member.drained(),
                !confirmed ? SessionState.UNKNOWN : member.open() ? SessionState.OPEN : SessionState.NONE,
                confirmed ? (Boolean) live : null,
                isSelf);
    }

    private static String name(NodeId node, ClusterState state) {
        return state.member(node).map(Member::name).orElse("removed node " + node);
    }
}
