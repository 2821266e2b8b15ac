package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.NodeId;
import java.util.Optional;

/**
 * One move of a VIP.
 *
 * @param from the holder before, if there was one
 * @param atEpochMillis wall time at the leader when it proposed the assignment, for people to read
 * @param timing how it went, once the new holder has told the leader
 */
public record Transition(
        Optional<NodeId> from,
        NodeId to,
        TransitionReason reason,
        long atEpochMillis,
        Optional<TransitionTiming> timing) {
    Transition withTiming(TransitionTiming taken) {
        return new Transition(from, to, reason, atEpochMillis, Optional.of(taken));
    }
}
