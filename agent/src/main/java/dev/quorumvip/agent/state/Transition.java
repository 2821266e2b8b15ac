package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.NodeId;
import java.util.Optional;

/**
 * One move of a VIP.
 *
 * @param from the holder before, if there was one
 * @param atEpochMillis wall time at the leader when it proposed the assignment, for people to read
 */
public record Transition(Optional<NodeId> from, NodeId to, TransitionReason reason, long atEpochMillis) {}
