package dev.quorumvip.operator.agents;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.client.AgentCallException;
import java.util.Optional;

/** An agent's events, one after the other. */
public interface EventStream extends AutoCloseable {
    /**
     * Waits for the next one.
     *
     * @return empty when the agent has ended the stream
     * @throws AgentCallException when the agent is silent for too long, or what it says makes no sense
     */
    Optional<ClusterEvent> next() throws AgentCallException, InterruptedException;

    /** Ends it. A thread that waits in {@link #next} is let go. */
    @Override
    void close();
}
