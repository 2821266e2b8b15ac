package dev.quorumvip.operator.quorum;

import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import dev.quorumvip.client.Endpoint;
import java.time.Duration;
import java.util.Optional;

/** What a client throws, by having it happen: only the client makes such exceptions. */
final class AgentCallExceptions {
    private AgentCallExceptions() {}

    /** Nobody listens on port 1 of loopback. */
    static AgentCallException unreachable() {
        try (AgentClient client =
                new AgentClient(Endpoint.http("127.0.0.1:1"), Duration.ofSeconds(2), Optional.empty())) {
            client.get("/");
        } catch (AgentCallException e) {
            return e;
        }
        throw new AssertionError("something listens on port 1");
    }
}
