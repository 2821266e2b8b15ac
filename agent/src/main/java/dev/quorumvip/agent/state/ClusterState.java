package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Everything the log has decided, as an immutable value.
 *
 * @param clusterId empty until the cluster is founded; then fixed
 * @param members who belongs to the cluster
 * @param removed ids that left it and never come back
 * @param voters whose acknowledgements count; empty until founded
 * @param settling the voter set before {@code voters}, until {@link Command.Settled} commits
 * @param reconfiguration the epoch in which voters may be changed now
 * @param vips by name; a change shares all others with the state before it
 * @param rebalancing how many VIPs may be on the move at once to spread them evenly; 0 when that is not wanted
 * @param keptEven the same by policy, whenever they are not; 0 for no such policy
 * @param lastDefinition the number of the newest definition of a VIP, 0 for none
 * @param lastGrant the number of the newest assignment, 0 for none
 */
public record ClusterState(
        Optional<UUID> clusterId,
        SortedMap<NodeId, Member> members,
        SortedSet<NodeId> removed,
        Optional<VoterSet> voters,
        Optional<VoterSet> settling,
        ReconfigurationEpoch reconfiguration,
        SortedMap<String, Vip> vips,
        int rebalancing,
        int keptEven,
        long lastDefinition,
        long lastGrant) {

    public ClusterState {
        members = Collections.unmodifiableSortedMap(members);
        removed = Collections.unmodifiableSortedSet(removed);
        vips = VipTable.of(vips);
    }

    /** The state before the first entry. */
    public static ClusterState unfounded() {
        return new ClusterState(
                Optional.empty(),
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.empty(),
                ReconfigurationEpoch.NONE,
                new TreeMap<>(),
                0,
                0,
                0,
                0);
    }

    public boolean founded() {
        return clusterId.isPresent();
    }

    public Optional<Member> member(NodeId node) {
        return Optional.ofNullable(members.get(node));
    }

    public Optional<Vip> vip(String name) {
        return Optional.ofNullable(vips.get(name));
    }

    /** Whether {@code node} votes in the current set. */
    public boolean isVoter(NodeId node) {
        return voters.filter(v -> v.contains(node)).isPresent();
    }

    /** How many VIPs are assigned to {@code node}. */
    public long held(NodeId node) {
        return vips.values().stream()
                .filter(v -> v.holder().filter(node::equals).isPresent())
                .count();
    }

    /** A state and what became of the command that led to it. */
    public record Applied(ClusterState state, Outcome outcome) {}

    /** Applies one command. A refused command leaves the state as it is. */
    public Applied apply(Command command) {
        return switch (command) {
            case Command.Found c -> found(c);
            case Command c when !founded() -> refuse(RefusalCause.NOT_FOUNDED);
            case Command.AddMember c -> MembershipRules.add(this, c);
            case Command.SucceedMember c -> MembershipRules.succeed(this, c);
            case Command.StartRemoval c -> MembershipRules.startRemoval(this, c);
            case Command.DescribeMember c -> MembershipRules.describe(this, c);
            case Command.LabelMember c -> MembershipRules.label(this, c);
            case Command.DrainMember c -> MembershipRules.drain(this, c);
            case Command.DropMember c -> MembershipRules.drop(this, c);
            case Command.OpenReconfiguration c -> MembershipRules.openReconfiguration(this, c);
            case Command.ChangeVoters c -> MembershipRules.changeVoters(this, c);
            case Command.Settled c -> MembershipRules.settled(this, c);
            case Command.OpenSession c -> SessionRules.open(this, c);
            case Command.ExpireSession c -> SessionRules.expire(this, c);
            case Command.SetVip c -> VipRules.set(this, c);
            case Command.TakeVip c -> VipRules.take(this, c);
            case Command.DeleteVip c -> VipRules.delete(this, c);
            case Command.DeleteOwnedVip c -> VipRules.delete(this, c);
            case Command.DeleteTakenVip c -> VipRules.delete(this, c);
            case Command.Assign c -> VipRules.assign(this, c);
            case Command.MoveVip c -> VipRules.move(this, c);
            case Command.Rebalance c -> VipRules.rebalance(this, c);
            case Command.KeepEven c -> VipRules.keepEven(this, c);
            case Command.Revoke c -> VipRules.revoke(this, c);
            case Command.Release c -> VipRules.release(this, c);
            case Command.RecordTiming c -> VipRules.recordTiming(this, c);
            case Command.ReportConflict c -> VipRules.reportConflict(this, c);
        };
    }

    private Applied found(Command.Found c) {
        if (founded()) {
            return refuse(RefusalCause.ALREADY_FOUNDED);
        }
        SortedMap<NodeId, Member> founder = new TreeMap<>();
        founder.put(c.founder(), Member.joined(c.founder(), c.name(), c.address()));
        var voterAddresses = new TreeMap<>(java.util.Map.of(c.founder(), c.address()));
        return accept(with(copy -> {
            copy.clusterId = Optional.of(c.clusterId());
            copy.members = founder;
            copy.voters = Optional.of(new VoterSet(VoterSetVersion.FIRST, voterAddresses));
            copy.settling = Optional.empty();
        }));
    }

    Applied refuse(RefusalCause cause) {
        return new Applied(this, new Outcome.Refused(cause));
    }

    /** Accepted with nothing to change. */
    Applied accept() {
        return accept(this);
    }

    static Applied accept(ClusterState next) {
        return new Applied(next, new Outcome.Accepted());
    }

    VoterSet currentVoters() {
        return voters.orElseThrow(() -> new IllegalStateException("not founded"));
    }

    ClusterState withMember(Member member) {
        SortedMap<NodeId, Member> next = new TreeMap<>(members);
        next.put(member.id(), member);
        return withMembers(next, removed);
    }

    ClusterState withMembers(SortedMap<NodeId, Member> nextMembers, SortedSet<NodeId> nextRemoved) {
        return with(copy -> {
            copy.members = nextMembers;
            copy.removed = nextRemoved;
        });
    }

    ClusterState withVoters(VoterSet nextVoters, Optional<VoterSet> nextSettling) {
        return with(copy -> {
            copy.voters = Optional.of(nextVoters);
            copy.settling = nextSettling;
        });
    }

    ClusterState withReconfiguration(ReconfigurationEpoch next) {
        return with(copy -> copy.reconfiguration = next);
    }

    /** How many VIPs may be on the move at once to spread them, now and by policy. */
    ClusterState withRebalancing(int once, int always) {
        return with(copy -> {
            copy.rebalancing = once;
            copy.keptEven = always;
        });
    }

    ClusterState withVip(Vip vip) {
        return withVips(replaced(vip), lastGrant);
    }

    /** Takes the number of {@code vip}'s definition for the newest. */
    ClusterState withDefinitionOf(Vip vip) {
        return with(copy -> {
            copy.vips = replaced(vip);
            copy.lastDefinition = vip.number().value();
        });
    }

    ClusterState withoutVip(String name) {
        return withVips(table().without(name), lastGrant);
    }

    /** The VIP because of which {@code ip} may be on some interface, or is about to be. */
    Optional<String> occupant(InetAddress ip) {
        return table().occupant(ip);
    }

    private SortedMap<String, Vip> replaced(Vip vip) {
        return table().with(vip);
    }

    private VipTable table() {
        return VipTable.of(vips);
    }

    /** Takes {@code grant} for the newest. */
    ClusterState withAssigned(Vip vip, GrantNumber grant) {
        return withVips(replaced(vip), grant.value());
    }

    private ClusterState withVips(SortedMap<String, Vip> nextVips, long nextLastGrant) {
        return with(copy -> {
            copy.vips = nextVips;
            copy.lastGrant = nextLastGrant;
        });
    }

    /** Ends every assignment to {@code session}; a deleted VIP is gone with its assignment. */
    ClusterState withoutAssignmentsOf(SessionId session, TransitionReason because) {
        VipTable next = table();
        for (Vip vip : vips.values()) {
            if (assignedTo(vip, session)) {
                next = vip.deleted() ? next.without(vip.name()) : next.with(vip.withoutAssignment(because));
            }
        }
        return withVips(next, lastGrant);
    }

    DefinitionNumber nextDefinition() {
        return new DefinitionNumber(lastDefinition + 1);
    }

    GrantNumber nextGrant() {
        return new GrantNumber(lastGrant + 1);
    }

    private static boolean assignedTo(Vip vip, SessionId session) {
        return vip.assignment().filter(a -> a.session().equals(session)).isPresent();
    }

    private ClusterState with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.done();
    }

    /** The next one in the making: what changes stands alone where it changes. */
    private static final class Copy {
        private Optional<UUID> clusterId;
        private SortedMap<NodeId, Member> members;
        private SortedSet<NodeId> removed;
        private Optional<VoterSet> voters;
        private Optional<VoterSet> settling;
        private ReconfigurationEpoch reconfiguration;
        private SortedMap<String, Vip> vips;
        private int rebalancing;
        private int keptEven;
        private long lastDefinition;
        private long lastGrant;

        Copy(ClusterState from) {
            this.clusterId = from.clusterId;
            this.members = from.members;
            this.removed = from.removed;
            this.voters = from.voters;
            this.settling = from.settling;
            this.reconfiguration = from.reconfiguration;
            this.vips = from.vips;
            this.rebalancing = from.rebalancing;
            this.keptEven = from.keptEven;
            this.lastDefinition = from.lastDefinition;
            this.lastGrant = from.lastGrant;
        }

        ClusterState done() {
            return new ClusterState(
                    clusterId,
                    members,
                    removed,
                    voters,
                    settling,
                    reconfiguration,
                    vips,
                    rebalancing,
                    keptEven,
                    lastDefinition,
                    lastGrant);
        }
    }
}
