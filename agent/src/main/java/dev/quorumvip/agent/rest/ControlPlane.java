package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.RebalancePolicy;
import dev.quorumvip.api.VipStatus;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What the REST face asks of the agent.
 *
 * <p>Any number of threads call at once. Reads answer from memory, or fail where this node cannot tell and nobody else
 * tells it. Changes return once they are committed to the log,
 * or fail within {@link HttpLimits#HANDLING}; at that age the server answers 503 by itself and interrupts the call.
 * After an exception nothing is half applied, though a change that timed out may still commit.
 */
public interface ControlPlane extends Probes {
    /** All that this node can vouch for. */
    NodeStatus status();

    /** Where this node itself stands, from memory alone. */
    ClusterStanding standing();

    /**
     * Every virtual IP that is set, by name.
     *
     * @throws NoQuorumException when this node has not heard of the cluster's state yet
     */
    List<VipStatus> vips() throws NoQuorumException;

    /**
     * The virtual IP of that name; empty when none is set.
     *
     * @throws NoQuorumException when this node has not heard of the cluster's state yet
     */
    Optional<VipStatus> vip(String name) throws NoQuorumException;

    /**
     * Sets a virtual IP, or replaces one of the same name. Setting what is set already changes nothing.
     *
     * @param takeOver whether it replaces one whoever owns that, also a newer version of its own owner's
     * @throws NoQuorumException when no majority answers
     * @throws ConflictException when the cluster's state forbids it, such as another virtual IP with that address, or
     *     an owner that {@code definition} does not have
     * @throws InvalidRequestException when only the agent can tell that a field is wrong
     */
    void putVip(String name, VipDefinition definition, boolean takeOver)
            throws NoQuorumException, ConflictException, InvalidRequestException;

    /**
     * Asks for a virtual IP to be on a certain node, where it goes as soon as that can have it.
     *
     * @param idOrName the node's number in decimal, or its name; a number is tried first
     * @throws UnknownNameException when there is no such virtual IP or member
     * @throws NoQuorumException when no majority answers
     * @throws ConflictException when that node may not have it
     */
    void moveVip(String name, String idOrName) throws UnknownNameException, NoQuorumException, ConflictException;

    /**
     * Asks for virtual IPs to be spread evenly, or to stay where they are.
     *
     * @param together how many may be on the move at once; means nothing with {@link RebalancePolicy#NEVER}
     * @throws NoQuorumException when no majority answers
     */
    void rebalance(RebalancePolicy policy, int together) throws NoQuorumException;

    /**
     * Removes a virtual IP.
     *
     * @param claim who it must belong to
     * @return false when there was none of that name
     * @throws NoQuorumException when no majority answers
     * @throws ConflictException when it belongs to somebody else
     */
    boolean deleteVip(String name, DeleteClaim claim) throws NoQuorumException, ConflictException;

    /**
     * Every member of the cluster, by number.
     *
     * @throws NoQuorumException when this node has not heard of the cluster's state yet
     */
    List<MemberStatus> members() throws NoQuorumException;

    /**
     * Removes a member, which gives up what it holds and comes back only as a new one.
     *
     * @param idOrName its number in decimal, or its name; a number is tried first
     * @throws UnknownNameException when there is no such member
     * @throws NoQuorumException when no majority answers
     * @throws ConflictException when the cluster cannot do without it now
     */
    void removeMember(String idOrName) throws UnknownNameException, NoQuorumException, ConflictException;

    /**
     * Has a member hand over what it holds and be given nothing, or ends that.
     *
     * @param idOrName its number in decimal, or its name; a number is tried first
     * @throws UnknownNameException when there is no such member
     * @throws NoQuorumException when no majority answers
     */
    void drainMember(String idOrName, boolean drained) throws UnknownNameException, NoQuorumException;

    /**
     * Gives a member the labels that count from now on, in place of those of its own configuration.
     *
     * @param idOrName its number in decimal, or its name; a number is tried first
     * @throws UnknownNameException when there is no such member
     * @throws NoQuorumException when no majority answers
     */
    void labelMember(String idOrName, SortedMap<String, String> labels) throws UnknownNameException, NoQuorumException;

    /**
     * Tells this node how it gets into a cluster. When this returns, that is on its disk.
     *
     * @throws InvalidRequestException when the addresses do not suit this node's own
     * @throws ConflictException when it was told otherwise before, or belongs to a cluster already
     * @throws NoQuorumException when it was not written in time; it may still be
     */
    void instruct(Instruction instruction) throws InvalidRequestException, ConflictException, NoQuorumException;

    /** The health checks that this node runs. */
    HealthReport health();

    /**
     * What has happened in the cluster, as far as this node remembers it.
     *
     * @throws NoQuorumException when this node has no copy of the log that goes on
     */
    EventLog events() throws NoQuorumException;

    /** Whether the agent's own threads make progress. The quorum plays no part. */
    @Override
    boolean live();

    /** Whether this node can take over a virtual IP now. */
    @Override
    Readiness ready();

    /**
     * Addresses that belong to cluster nodes themselves, which no virtual IP may have.
     *
     * @throws NoQuorumException when this node has not heard of the cluster's state yet
     */
    Set<InetAddress> nodeAddresses() throws NoQuorumException;
}
