package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.MembershipState;
import dev.quorumvip.api.QuorumState;
import dev.quorumvip.operator.agents.AgentPod;
import java.util.Optional;

/**
 * What an agent said when it was asked last.
 *
 * @param agent who was asked
 * @param standing what it said; empty if it could not be reached
 * @param trouble why it could not be reached; empty if it could
 */
public record AgentSight(AgentPod agent, Optional<ClusterStanding> standing, Optional<String> trouble) {
    /** One that answered. */
    public static AgentSight of(AgentPod agent, ClusterStanding standing) {
        return new AgentSight(agent, Optional.of(standing), Optional.empty());
    }

    /** One that did not. */
    public static AgentSight unreached(AgentPod agent, String trouble) {
        return new AgentSight(agent, Optional.empty(), Optional.of(trouble));
    }

    /** Where it stands on its way into a cluster. */
    public Optional<MembershipState> state() {
        return standing.map(ClusterStanding::state);
    }

    /** The cluster it is in. */
    public Optional<String> clusterId() {
        return standing.flatMap(s -> Optional.ofNullable(s.clusterId()));
    }

    /** {@code HOST:PORT} that other agents reach it by. */
    public Optional<String> clusterAddress() {
        return standing.map(s -> s.node().clusterAddress());
    }

    /** Whether a majority of the voters answers it. */
    public boolean confirmed() {
        return standing.filter(s -> s.quorum().state() == QuorumState.CONFIRMED).isPresent();
    }

    /** Whether it is the Raft leader, as it says itself. */
    public boolean leads() {
        return standing.filter(
                        s -> s.leader() != null && s.leader().id() == s.node().id())
                .isPresent();
    }
}
