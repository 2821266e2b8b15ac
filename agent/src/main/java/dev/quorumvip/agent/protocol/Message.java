package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.agent.state.TransitionReason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Anything one agent may say to another in a datagram. */
public sealed interface Message {

    /** A message inside a formed cluster; agents of another cluster drop it. */
    sealed interface InCluster extends Message {
        UUID clusterId();
    }

    /**
     * A node asks a voter to acknowledge its session.
     *
     * @param round grows by one with each renewal of the session; an ack names the round it answers
     * @param version the voter set under which the sender will count the acks (DESIGN invariant 5)
     * @param promise how long the voter must keep from closing the session after it acknowledged
     * @param eligible whether the sender could hold a VIP now: carrier up, not stopping
     * @param raftIncarnation which of its Raft peer identities the sender runs now
     * @param holdingPages how many renewals it takes to tell all of {@code holding}, which says the page of {@code round}
     * @param holding what the sender has on its interfaces at this moment
     */
    record Renew(
            UUID clusterId,
            SessionId session,
            long round,
            VoterSetVersion version,
            Duration promise,
            boolean eligible,
            long raftIncarnation,
            int holdingPages,
            List<Holding> holding)
            implements InCluster {
        public Renew {
            holding = List.copyOf(holding);
        }
    }

    /**
     * One address on the sender's interface.
     *
     * @param grant under which assignment
     * @param mac hardware address of the interface, the low 48 bits
     * @param sinceMillis when it was bound, by the holder's wall clock; for people
     */
    record Holding(GrantNumber grant, long mac, String interfaceName, long sinceMillis) {
        /** IFNAMSIZ in {@code linux/if.h}, without the closing zero. */
        public static final int LONGEST_INTERFACE_NAME = 15;
    }

    /**
     * A voter acknowledged a renewal: it will not close the session for the promise asked for.
     *
     * @param known what the voter has applied that concerns the sender of the renewal
     */
    record Ack(UUID clusterId, SessionId session, long round, VoterSetVersion version, Knowledge known)
            implements InCluster {}

    /** A voter did not acknowledge a renewal, and why. */
    record Refusal(UUID clusterId, SessionId session, long round, RefusalReason reason, Knowledge known)
            implements InCluster {}

    /** A voter tells a node what it has applied without being asked, so that a new holder need not wait. */
    record Notice(UUID clusterId, Knowledge known) implements InCluster {}

    /**
     * What a voter has applied from the log and that concerns one other node. Committed facts: they may be old, never
     * wrong.
     *
     * @param about the node; an address may have passed to another one while the datagram was on its way, and what is
     *     true of the one must not be taken for true of the other
     * @param appliedIndex log index up to which the voter has applied
     * @param leader the Raft leader as the voter sees it; a hint
     * @param voters the voter set in force at that index
     * @param member whether the node is a member at that index
     * @param openEpoch the epoch of the node's open session at that index, 0 for none
     * @param assignments assignments to the node's open session; a page of them if they do not fit one datagram
     */
    record Knowledge(
            NodeId about,
            long appliedIndex,
            Optional<NodeId> leader,
            VoterSet voters,
            MemberState member,
            long openEpoch,
            List<AssignedVip> assignments) {
        public Knowledge {
            assignments = List.copyOf(assignments);
        }
    }

    /** What the log says of a node's membership. */
    enum MemberState {
        /** Never heard of, at that index. */
        UNKNOWN,
        MEMBER,
        /** Removed for good: the id never comes back. */
        REMOVED
    }

    /**
     * An assignment as the holder needs it.
     *
     * @param interfaceChoice where to bind
     * @param revoked the holder is asked to take the addresses off and release the grant
     * @param probe if nobody of the cluster has had them yet: the segment is asked first if anybody else has them, and
     *     this is done if so
     */
    record AssignedVip(
            String vip,
            GrantNumber grant,
            List<VipAddress> addresses,
            InterfaceChoice interfaceChoice,
            boolean revoked,
            Optional<ConflictPolicy> probe) {
        public AssignedVip {
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("a virtual IP has at least one address");
            }
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * The leader asks a voter to close a session, or, with {@code dryRun}, whether it would.
     *
     * @param version the current voter set, under which the answers will be counted
     */
    record Close(UUID clusterId, SessionId session, VoterSetVersion version, boolean dryRun) implements InCluster {}

    /** The answer to {@link Close}. */
    record CloseReply(UUID clusterId, SessionId session, VoterSetVersion version, boolean dryRun, CloseVerdict verdict)
            implements InCluster {}

    /**
     * The leader asks a voter of {@code version} never again to acknowledge a renewal of that version or an older one,
     * and to say so once every ack it gave under those has run out.
     */
    record Settle(UUID clusterId, VoterSetVersion version) implements InCluster {}

    /**
     * The answer to {@link Settle}.
     *
     * @param settled the promise is durable and no ack under {@code version} or an older one is still good
     */
    record SettleReply(UUID clusterId, VoterSetVersion version, boolean settled) implements InCluster {}

    /**
     * A holder tells the leader that it has taken an address off and gives the grant back for good, so that release and
     * next assignment can be one log entry. The holder proposes the release itself as well: this may be lost.
     */
    record Released(UUID clusterId, SessionId session, String vip, GrantNumber grant, TransitionReason reason)
            implements InCluster {}

    /**
     * A node tells the voters which VIPs it could not serve, for placement. Said in whole, in pages if it does not fit one
     * datagram, whenever it changes and now and then.
     *
     * @param sequence grows with each change within the session
     * @param page from 0
     * @param pages how many there are, 1 at least
     * @param upTo the newest definition that the sender knew, 0 for none; of newer ones this says nothing
     */
    record Abilities(
            UUID clusterId,
            SessionId session,
            long sequence,
            int page,
            int pages,
            long upTo,
            List<Inability> inabilities)
            implements InCluster {
        /** The largest number of pages. */
        public static final int MOST_PAGES = 255;

        public Abilities {
            if (pages < 1 || pages > MOST_PAGES || page < 0 || page >= pages) {
                throw new IllegalArgumentException("page " + page + " of " + pages);
            }
            inabilities = List.copyOf(inabilities);
        }
    }

    /** A VIP, by its definition, that a node could not serve. */
    record Inability(DefinitionNumber definition, InabilityReason reason) {}

    /** Why a node could not serve a VIP. */
    enum InabilityReason {
        /** Its health checks have not said yet. */
        UNCHECKED,
        /** One of its health checks fails. */
        UNHEALTHY,
        /** Its leases have another timing than the VIP needs. */
        OTHER_TIMING,
        /** The interface that the VIP names, by name, pattern or subnet, is not there, not up, or without carrier. */
        NO_INTERFACE
    }

    /**
     * A holder tells the leader how quickly it took VIPs over, so that the log can keep how long each was away. Nothing
     * rests on it, and it may be lost.
     */
    record Timings(UUID clusterId, SessionId session, List<Timing> timings) implements InCluster {
        public Timings {
            timings = List.copyOf(timings);
        }
    }

    /**
     * How quickly one VIP was taken over, counted by the holder's own clock from when it learned of the assignment.
     *
     * @param announced empty if no announcement could be sent
     */
    record Timing(GrantNumber grant, Duration bound, Optional<Duration> announced) {}

    /**
     * A node tells the leader that a machine has an address of a VIP that should not, or that nothing was heard of such
     * a machine for long. Told again now and then while it lasts; it may be lost.
     *
     * @param claimant empty when it is over
     */
    record Conflict(UUID clusterId, SessionId session, String vip, Optional<Claimant> claimant) implements InCluster {}

    /**
     * A machine that has an address of a VIP and should not.
     *
     * @param mac its hardware address, the low 48 bits
     */
    record Claimant(InetAddress address, long mac, ConflictKind kind) {}

    /** A member of a formed cluster tells a node that does not renew where the cluster is. */
    record Beacon(UUID clusterId, VoterSet voters) implements InCluster {}

    /**
     * A node that belongs to no cluster asks to become a member.
     *
     * @param address where the cluster port of the asking node is
     * @param former who it was before its address changed or it was removed: nobody runs as that node any more
     */
    record Join(NodeId node, String name, ClusterAddress address, Optional<NodeId> former) implements Message {
        /** One that was nobody before. */
        public Join(NodeId node, String name, ClusterAddress address) {
            this(node, name, address, Optional.empty());
        }
    }

    /**
     * The answer to {@link Join}.
     *
     * @param clusterId the cluster, once the answer is {@code ACCEPTED}
     * @param voters whom to renew with, once accepted
     * @param detail for a person to read; what is wrong and what to do
     */
    record JoinReply(
            NodeId node, JoinVerdict verdict, Optional<UUID> clusterId, Optional<VoterSet> voters, String detail)
            implements Message {}

    /** What a node says to its initial peers while no cluster exists: one step of a single-decree Paxos. */
    sealed interface Founding extends Message {
        /** "I am empty, and here": who may vote in the founding. */
        record Hello(NodeId node, ClusterAddress address) implements Founding {}

        /** Asks for a promise to accept nothing below {@code ballot}. */
        record Prepare(Ballot ballot) implements Founding {}

        /** The promise, with what was accepted before, if anything. */
        record Promise(Ballot ballot, Optional<AcceptedFounder> accepted) implements Founding {}

        /** Asks to accept a founder. */
        record Accept(Ballot ballot, Founder founder) implements Founding {}

        record Accepted(Ballot ballot) implements Founding {}

        /** A higher ballot was promised already. */
        record Rejected(Ballot ballot, Ballot promised) implements Founding {}

        /** A majority of the listed peers accepted this founder. */
        record Chosen(Founder founder) implements Founding {}
    }

    /** A Paxos ballot: ordered by number, then by proposer. */
    record Ballot(long number, NodeId proposer) implements Comparable<Ballot> {
        @Override
        public int compareTo(Ballot other) {
            int byNumber = Long.compare(number, other.number);
            return byNumber != 0 ? byNumber : proposer.compareTo(other.proposer);
        }
    }

    /** Who founds the cluster, and the id it will have. */
    record Founder(NodeId node, ClusterAddress address, UUID clusterId) {}

    /** A founder accepted under a ballot. */
    record AcceptedFounder(Ballot ballot, Founder founder) {}
}
