package dev.quorumvip.operator.agents;

import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.VipSpec;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.client.AgentCallException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operator asks of one agent. Every call ends within a bounded time; any thread may call. */
public interface AgentApi {
    /** Where the agent stands. */
    ClusterStanding standing() throws AgentCallException;

    /** All that it can vouch for. */
    NodeStatus status() throws AgentCallException;

    /** One VIP; empty if the cluster has none of that name. */
    Optional<VipStatus> vip(String name) throws AgentCallException;

    /**
     * Sets a VIP, or replaces it.
     *
     * @param takeOver whether it may belong to somebody else until now
     */
    void putVip(String name, VipSpec spec, boolean takeOver) throws AgentCallException;

    /**
     * Removes a VIP.
     *
     * @param owner whom it has to belong to
     * @return false if there is none of that name
     */
    boolean deleteVip(String name, String owner) throws AgentCallException;

    /** Has a VIP moved to a node. */
    void moveVip(String name, String node) throws AgentCallException;

    /** Tells an unformed agent that it founds a cluster with others, itself among them. */
    void found(List<String> initialPeers) throws AgentCallException;

    /** Tells an unformed agent whom to ask to be let in. */
    void join(List<String> contacts) throws AgentCallException;

    /** Gives a member labels, in place of those it had. */
    void label(String member, Map<String, String> labels) throws AgentCallException;

    /** Has a member hand over its VIPs and be given none, or ends that. */
    void drain(String member, boolean drained) throws AgentCallException;

    /**
     * Removes a member for good.
     *
     * @return false if there is none of that name
     */
    boolean remove(String member) throws AgentCallException;

    /**
     * What happens in the cluster from now on, and what the agent remembers of what has happened.
     *
     * @param after which event to begin after; empty for the oldest that is remembered
     */
    EventStream follow(Optional<String> after) throws AgentCallException;
}
