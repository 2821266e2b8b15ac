package dev.quorumvip.agent.elect.consul;

import java.time.Duration;
import java.util.List;

/**
 * A session to be made.
 *
 * @param checks ids of checks on the agent's node that end it when they fail, beside the node's own
 */
public record SessionRequest(String name, Duration ttl, Duration lockDelay, List<String> checks) {
    public SessionRequest {
        checks = List.copyOf(checks);
    }
}
