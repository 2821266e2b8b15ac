package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.consensus.Consensus.Leadership;
import dev.quorumvip.agent.lease.ClockRate;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.node.StatusDesk.View;
import dev.quorumvip.agent.version.AgentVersion;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.FenceLayer;
import dev.quorumvip.api.LeaderStatus;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.MembershipState;
import dev.quorumvip.api.NodeIdentity;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.QuorumState;
import dev.quorumvip.api.QuorumStatus;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.SessionStatus;
import dev.quorumvip.api.TimingStatus;
import dev.quorumvip.api.VipStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** This node's account of itself. Runs on the agent's loop. */
final class StatusReport {
    private final AgentParts parts;
    private final AgentConfig config;
    private final ClusterAddress address;
    private final Instant startedAt;
    private final Residence residence;
    private final StatusDesk desk;

    StatusReport(AgentParts parts, AgentConfig config, ClusterAddress address, Instant startedAt, Residence residence) {
        this.parts = parts;
        this.config = config;
        this.address = address;
        this.startedAt = startedAt;
        this.residence = residence;
        this.desk = new StatusDesk(parts.self(), parts.consensus(), heardSpan(parts.timing()));
    }

    /** How old a renewal may be to count as a sign of life. */
    static Duration heardSpan(LeaseTiming timing) {
        return timing.leaseDuration().multipliedBy(2);
    }

    NodeId self() {
        return parts.self();
    }

    /** The cluster as this node's own replica has it; empty if that cannot tell. */
    Optional<View> ownView() {
        return residence
                .cluster()
                .filter(desk::canAnswer)
                .map(c -> desk.view(c, parts.loop().now()));
    }

    /** What this node holds on to without a quorum, by name. */
    Set<String> kept() {
        return residence.cluster().map(InCluster::kept).orElse(List.of()).stream()
                .map(held -> held.vip().vip())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The members of {@link #ownView}. */
    Optional<List<MemberStatus>> ownMembers() {
        return residence
                .cluster()
                .filter(desk::canAnswer)
                .map(c -> desk.members(c, parts.loop().now()));
    }

    /** The VIP of this name in {@link #ownView}; the outer one is empty if that is. */
    Optional<Optional<VipStatus>> ownVip(String name) {
        return residence
                .cluster()
                .filter(desk::canAnswer)
                .map(c -> desk.vip(name, c, parts.loop().now()));
    }

    /** Whether this node's own replica goes on with the cluster's log. */
    boolean followsLog() {
        return residence.cluster().filter(desk::canAnswer).isPresent();
    }

    /** Where this node stands, with names as far as its own replica has them. */
    ClusterStanding standing() {
        Optional<InCluster> cluster = residence.cluster();
        return new ClusterStanding(
                identity(),
                residence.clusterId().map(Object::toString).orElse(null),
                residence.state(),
                quorum(cluster),
                leader(cluster, ownMembers().orElse(List.of())),
                timing());
    }

    NodeStatus status(View view) {
        Optional<InCluster> cluster = residence.cluster();
        return new NodeStatus(
                identity(),
                residence.clusterId().map(Object::toString).orElse(null),
                residence.state(),
                quorum(cluster),
                leader(cluster, view.members()),
                cluster.map(c -> c.session().voters().version().value()).orElse(0L),
                session(cluster),
                timing(),
                fence(),
                view.rebalancing(),
                view.vips(),
                view.members(),
                warnings(cluster, view));
    }

    private NodeIdentity identity() {
        return new NodeIdentity(
                parts.self().value(), config.nodeName(), address.toString(), AgentVersion.text(), startedAt);
    }

    Readiness readiness() {
        List<String> reasons = new ArrayList<>();
        Optional<InCluster> cluster = residence.cluster();
        if (cluster.isEmpty()) {
            reasons.add(
                    residence.state() == MembershipState.REMOVED
                            ? "this node was removed from its cluster"
                            : "this node is in no cluster yet: it " + residence.waitingFor());
        } else {
            if (!desk.confirmed(cluster.get(), parts.loop().now())) {
                reasons.add("no majority of the voters answers this node");
            }
            if (!residence.raftRuns()) {
                reasons.add("this node's Raft peer is being started");
            }
            if (!cluster.get().interfaceUsable()) {
                reasons.add("interface " + config.iface() + " is missing, down or without carrier");
            }
        }
        return reasons.isEmpty() ? Readiness.yes() : Readiness.no(reasons);
    }

    private QuorumStatus quorum(Optional<InCluster> cluster) {
        @Nullable SessionLease lease = cluster.map(c -> c.session().lease()).orElse(null);
        long now = parts.loop().now();
        long since = lease == null ? Long.MAX_VALUE : lease.sinceConfirmedSend(now);
        if (cluster.isEmpty() || lease == null || since == Long.MAX_VALUE) {
            return new QuorumStatus(QuorumState.UNKNOWN, null);
        }
        return new QuorumStatus(
                desk.confirmed(cluster.get(), now) ? QuorumState.CONFIRMED : QuorumState.LOST,
                TimeUnit.NANOSECONDS.toMillis(since));
    }

    private @Nullable LeaderStatus leader(Optional<InCluster> cluster, List<MemberStatus> members) {
        Leadership leadership = parts.consensus().leadership();
        Optional<NodeId> leader = Optional.ofNullable(leadership.leader())
                .or(() -> cluster.flatMap(c -> c.session().leader()));
        return leader.map(id -> new LeaderStatus(id.value(), nameOf(id, members), leadership.term()))
                .orElse(null);
    }

    private static String nameOf(NodeId id, List<MemberStatus> members) {
        return members.stream()
                .filter(m -> m.id() == id.value())
                .map(MemberStatus::name)
                .findFirst()
                .orElse("node " + id);
    }

    private @Nullable SessionStatus session(Optional<InCluster> cluster) {
        return cluster.map(c -> {
                    SessionLease lease = c.session().lease();
                    long now = parts.loop().now();
                    return lease == null
                            ? new SessionStatus(0, SessionState.OPENING, 0)
                            : new SessionStatus(
                                    c.session().epoch(),
                                    SessionState.OPEN,
                                    TimeUnit.NANOSECONDS.toMillis(lease.remainingAt(now)));
                })
                .orElse(null);
    }

    private TimingStatus timing() {
        LeaseTiming timing = parts.timing();
        boolean asProfiled = timing.equals(config.failoverProfile().timing());
        return new TimingStatus(
                asProfiled ? config.failoverProfile().name().toLowerCase(Locale.ROOT) : "custom",
                timing.leaseDuration().toMillis(),
                timing.renewInterval().toMillis(),
                TimeUnit.NANOSECONDS.toMillis(
                        ClockRate.stretch(parts.fence().plan().promise().toNanos())));
    }

    private List<FenceLayer> fence() {
        return parts.fence().layers();
    }

    private List<String> warnings(Optional<InCluster> cluster, View view) {
        List<String> warnings = new ArrayList<>();
        if (config.clusterSecret().isEmpty()) {
            warnings.add("there is no cluster secret: give every node the same --cluster-secret-file");
        }
        if (cluster.isPresent() && !cluster.get().interfaceUsable()) {
            warnings.add(
                    "interface " + config.iface() + " is missing, down or without carrier: this node can hold no VIP");
        }
        kept().forEach(
                        vip -> warnings.add(
                                "virtual IP " + vip
                                        + " is kept though no majority of the voters answers (onQuorumLoss: keep): another node may have it too"));
        if (cluster.isEmpty() && residence.state() != MembershipState.REMOVED) {
            warnings.add("this node is in no cluster yet: it " + residence.waitingFor());
        }
        view.members().stream()
                .filter(m -> Boolean.FALSE.equals(m.live()))
                .forEach(m -> warnings.add("member " + m.name() + " at " + m.address()
                        + " does not answer: start it again, or remove it with 'quorumvip members remove " + m.name()
                        + "'"));
        return warnings;
    }
}
