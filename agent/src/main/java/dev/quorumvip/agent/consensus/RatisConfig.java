package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.tls.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a {@link RatisConsensus} is built from.
 *
 * @param self this node
 * @param address where its Raft peer listens; on this address alone
 * @param clusterId the same on every node of the cluster; it names the Raft group
 * @param directory for the Raft log of this node and nothing else; made if it is missing
 * @param incarnation 1 or more; a peer that left the group comes back under a larger one, and with an empty log
 * @param start how the log begins if there is none yet
 * @param voters where the voters are, as far as known; {@link Consensus#useVoters} replaces them
 * @param timing how long things may take
 * @param tls who this peer is, and whose CA vouches for the others; empty for Raft in clear
 */
public record RatisConfig(
        NodeId self,
        ClusterAddress address,
        UUID clusterId,
        Path directory,
        long incarnation,
        Start start,
        SortedMap<NodeId, RaftMember> voters,
        Timing timing,
        Optional<TlsIdentity> tls) {

    public RatisConfig {
        if (incarnation < 1) {
            throw new IllegalArgumentException("Raft incarnation " + incarnation + " is below 1");
        }
        voters = Collections.unmodifiableSortedMap(new TreeMap<>(voters));
    }

    /** How the log of a peer begins. Once there is one, both mean: go on with it. */
    public enum Start {
        /** As the only peer of a new group. Only the founder of a cluster, and only in its first incarnation. */
        FOUND,
        /** Empty, and waiting until the leader adds this peer to the group. */
        JOIN
    }

    /**
     * How long things may take.
     *
     * @param electionMin the shortest silence after which a peer asks for votes; heartbeats come twice as often
     * @param electionMax the longest; a wide spread avoids split votes
     * @param proposal how long a proposal or a question may take before it fails
     * @param membership how long a change of the group's peers may take, and a peer that is added to it may be silent
     * @param transfer how long handing leadership over may take; the leader takes no proposals meanwhile, so that
     *     an heir that dies in this moment stops the log for that long
     */
    public record Timing(
            Duration electionMin, Duration electionMax, Duration proposal, Duration membership, Duration transfer) {
        private static final long ELECTION_EARLIEST_MILLIS = 120;
        private static final long ELECTION_LATEST_MILLIS = 600;

        public Timing {
            if (electionMin.toMillis() < 20 || electionMax.compareTo(electionMin) <= 0) {
                throw new IllegalArgumentException(
                        "election time-outs " + electionMin + " and " + electionMax + " are no range from 20 ms");
            }
            if (!proposal.isPositive() || !membership.isPositive() || !transfer.isPositive()) {
                throw new IllegalArgumentException("time-outs must be positive");
            }
        }

        /**
         * For a cluster whose leases last that long. An election begins after a silence of 0.6 to 1.2 leases: a leader
         * that dies is followed by the time the voters' promises to it have run out, and the heartbeats of more
         * impatient peers would cost each of them several percent of a core. Within bounds: below 120 ms a busy
         * machine's heartbeats come too late, above 1.2 s people wait for a VIP's first holder.
         *
         * <p>3 s for a proposal, 10 s for a change of peers, 400 ms for handing leadership over.
         */
        public static Timing forLease(Duration lease) {
            Duration silence = Duration.ofMillis(
                    Math.clamp(lease.toMillis() * 6 / 10, ELECTION_EARLIEST_MILLIS, ELECTION_LATEST_MILLIS));
            return new Timing(
                    silence,
                    silence.multipliedBy(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(400));
        }
    }
}
