package dev.quorumvip.agent.state;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.VipDefinition;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * What the log can say. Each is either accepted or refused by {@link ClusterState#apply}, on every node alike; a
 * refused one changes nothing.
 *
 * <p>The names in {@code @JsonSubTypes} are the names in log files and snapshots: they never change meaning.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Found.class, name = "found"),
    @JsonSubTypes.Type(value = Command.AddMember.class, name = "add-member"),
    @JsonSubTypes.Type(value = Command.SucceedMember.class, name = "succeed-member"),
    @JsonSubTypes.Type(value = Command.StartRemoval.class, name = "start-removal"),
    @JsonSubTypes.Type(value = Command.DropMember.class, name = "drop-member"),
    @JsonSubTypes.Type(value = Command.DescribeMember.class, name = "describe-member"),
    @JsonSubTypes.Type(value = Command.LabelMember.class, name = "label-member"),
    @JsonSubTypes.Type(value = Command.DrainMember.class, name = "drain-member"),
    @JsonSubTypes.Type(value = Command.OpenSession.class, name = "open-session"),
    @JsonSubTypes.Type(value = Command.ExpireSession.class, name = "expire-session"),
    @JsonSubTypes.Type(value = Command.SetVip.class, name = "set-vip"),
    @JsonSubTypes.Type(value = Command.TakeVip.class, name = "take-vip"),
    @JsonSubTypes.Type(value = Command.DeleteVip.class, name = "delete-vip"),
    @JsonSubTypes.Type(value = Command.DeleteOwnedVip.class, name = "delete-owned-vip"),
    @JsonSubTypes.Type(value = Command.DeleteTakenVip.class, name = "delete-taken-vip"),
    @JsonSubTypes.Type(value = Command.Assign.class, name = "assign"),
    @JsonSubTypes.Type(value = Command.MoveVip.class, name = "move-vip"),
    @JsonSubTypes.Type(value = Command.Rebalance.class, name = "rebalance"),
    @JsonSubTypes.Type(value = Command.KeepEven.class, name = "keep-even"),
    @JsonSubTypes.Type(value = Command.Revoke.class, name = "revoke"),
    @JsonSubTypes.Type(value = Command.Release.class, name = "release"),
    @JsonSubTypes.Type(value = Command.RecordTiming.class, name = "record-timing"),
    @JsonSubTypes.Type(value = Command.ReportConflict.class, name = "report-conflict"),
    @JsonSubTypes.Type(value = Command.OpenReconfiguration.class, name = "open-reconfiguration"),
    @JsonSubTypes.Type(value = Command.ChangeVoters.class, name = "change-voters"),
    @JsonSubTypes.Type(value = Command.Settled.class, name = "settled")
})
public sealed interface Command {
    /** The first entry of a cluster's life: the founder is its only member and its only voter. */
    record Found(UUID clusterId, NodeId founder, String name, ClusterAddress address) implements Command {}

    /**
     * A node becomes a member. A member that was known at the same address under another id has lost its data
     * directory, and begins to leave.
     */
    record AddMember(NodeId node, String name, ClusterAddress address) implements Command {}

    /**
     * A node becomes a member in the place of one that it has been itself: {@code former}, if that is a member, is run
     * by nobody any more and begins to leave.
     */
    record SucceedMember(NodeId node, String name, ClusterAddress address, NodeId former) implements Command {}

    /** A member begins to leave: it is given no VIP any more, and voters may no longer be it. */
    record StartRemoval(NodeId node) implements Command {}

    /**
     * What a member is like, as far as it knows itself.
     *
     * @param labels for VIPs that ask for them; they count until a {@link LabelMember} says others
     * @param macs the hardware addresses of its interfaces
     */
    record DescribeMember(NodeId node, SortedMap<String, String> labels, List<MacAddress> macs) implements Command {
        public DescribeMember {
            macs = List.copyOf(macs);
        }
    }

    /** A member's labels, from elsewhere than its own configuration, whose labels count no more from then on. */
    record LabelMember(NodeId node, SortedMap<String, String> labels) implements Command {}

    /** A member is drained, or is so no more. A drained one hands over what it has, and is given nothing. */
    record DrainMember(NodeId node, boolean drained) implements Command {}

    /** A leaving member that neither votes nor holds anything is gone, and its id with it. */
    record DropMember(NodeId node) implements Command {}

    /** A node opens a session; its older one ends, and with it what was assigned to it. */
    record OpenSession(SessionId session) implements Command {}

    /**
     * A session ends because a majority of {@code version}'s voters durably closed it.
     *
     * @param version the voter set under which the closes were counted
     */
    record ExpireSession(SessionId session, VoterSetVersion version) implements Command {}

    /**
     * A VIP is defined, or defined anew. One that has an owner is set by that owner alone, and by no older version of it
     * than the one that set it last.
     */
    record SetVip(String vip, VipDefinition definition) implements Command {}

    /** A VIP is defined, or defined anew, whoever owns it. */
    record TakeVip(String vip, VipDefinition definition) implements Command {}

    /** A VIP that has no owner is wanted no more; it is gone once its holder has released it. */
    record DeleteVip(String vip) implements Command {}

    /** A VIP of that owner is wanted no more. */
    record DeleteOwnedVip(String vip, String owner) implements Command {}

    /** A VIP is wanted no more, whoever owns it. */
    record DeleteTakenVip(String vip) implements Command {}

    /**
     * The single way to become a holder.
     *
     * @param reason why, for people to read
     * @param atEpochMillis wall time at the proposer, for people to read; nothing is decided by it
     */
    record Assign(String vip, SessionId session, TransitionReason reason, long atEpochMillis) implements Command {}

    /** A VIP is to go to a node, as soon as that can have it. */
    record MoveVip(String vip, NodeId to) implements Command {}

    /**
     * VIPs are to be spread evenly over the nodes that can have them.
     *
     * @param together how many may be on the move at once; 0 ends it
     */
    record Rebalance(int together) implements Command {}

    /**
     * VIPs are to be spread evenly from now on, whenever they are not.
     *
     * @param together how many may be on the move at once; 0 ends that, and a {@link Rebalance} under way
     */
    record KeepEven(int together) implements Command {}

    /** The holder is asked to take the address off and to release. */
    record Revoke(String vip, GrantNumber grant, TransitionReason reason) implements Command {}

    /** The holder has taken the address off and will never act on this grant again. */
    record Release(String vip, GrantNumber grant, SessionId session, TransitionReason reason) implements Command {}

    /** How the move that began with this grant went; for people, nothing is decided by it. */
    record RecordTiming(String vip, GrantNumber grant, TransitionTiming timing) implements Command {}

    /**
     * Somebody else has an address of a VIP, or nobody has any more; for people, nothing is decided by it.
     *
     * @param definition what is said is about; of an older one it is no news
     */
    record ReportConflict(String vip, DefinitionNumber definition, Optional<VipConflict> conflict) implements Command {}

    /** A leader is about to change the Raft group or the voters; nothing that was planned before is accepted now. */
    record OpenReconfiguration(ReconfigurationEpoch epoch) implements Command {}

    /**
     * One voter more or one fewer.
     *
     * @param epoch in which this was planned
     * @param from the version that is changed
     * @param voters the whole next set
     */
    record ChangeVoters(ReconfigurationEpoch epoch, VoterSetVersion from, SortedMap<NodeId, ClusterAddress> voters)
            implements Command {}

    /**
     * A majority of the voters before {@code version} have promised to acknowledge nothing under older versions, and
     * all they had acknowledged has run out.
     */
    record Settled(VoterSetVersion version) implements Command {}
}
