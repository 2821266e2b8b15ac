package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.operator.agents.AgentPod;
import java.util.Map;
import java.util.Optional;

/** What the watch's helpers tell its loop. */
sealed interface Signal {
    /** Other agents have Pods than before. */
    record AgentsChanged() implements Signal {}

    /** An agent said where it stands. */
    record Stood(AgentPod agent, ClusterStanding standing) implements Signal {}

    /** An agent did not say where it stands. */
    record Silent(AgentPod agent, String why) implements Signal {}

    /** The source said all it knows. */
    record Read(long session, NodeStatus status) implements Signal {}

    /** The source said what it knows of some VIPs; an empty one is no more. */
    record ReadSome(long session, Map<String, Optional<VipStatus>> vips) implements Signal {}

    /** The source did not say. */
    record ReadFailed(long session, String why) implements Signal {}

    /** The source told of an event. */
    record Happened(long session, ClusterEvent event) implements Signal {}

    /** The source's stream of events is over. */
    record StreamEnded(long session, String why) implements Signal {}
}
