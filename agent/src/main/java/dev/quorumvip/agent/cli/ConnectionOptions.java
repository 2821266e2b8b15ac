package dev.quorumvip.agent.cli;

import dev.quorumvip.client.AgentClient;
import dev.quorumvip.client.Endpoint;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which agent to ask, and how long to wait for it. */
final class ConnectionOptions {
    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:QUORUMVIP_HTTP:-127.0.0.1:9900}",
            converter = EndpointConverter.class,
            description = "the agent's HTTP address (env QUORUMVIP_HTTP); default: ${DEFAULT-VALUE}")
    private Endpoint endpoint = Endpoint.http("127.0.0.1:9900");

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = TimeoutConverter.class,
            description = "how long to wait for an answer, such as 500ms, 5s or 1m; default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofSeconds(5);

    @Mixin
    private TlsOptions tls = new TlsOptions();

    /** A client of the chosen agent. */
    AgentClient client() {
        return tls.client(endpoint, timeout);
    }
}
