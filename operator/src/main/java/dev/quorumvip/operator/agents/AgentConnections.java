package dev.quorumvip.operator.agents;

import dev.quorumvip.client.AgentClient;
import dev.quorumvip.client.ClientTls;
import dev.quorumvip.client.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** One connection to each agent, made when it is first asked for. */
public final class AgentConnections implements AgentSwitchboard, AutoCloseable {
    private final Duration timeout;
    private final Optional<ClientTls> tls;
    private final Map<String, RestAgentApi> open = new ConcurrentHashMap<>();

    /**
     * Connects to nobody yet.
     *
     * @param timeout how long a call may take
     * @param tls who to be, and whom to trust; empty for agents without TLS
     */
    public AgentConnections(Duration timeout, Optional<ClientTls> tls) {
        this.timeout = timeout;
        this.tls = tls;
    }

    @Override
    public AgentApi to(AgentPod agent) {
        return open.computeIfAbsent(
                agent.rest(), address -> new RestAgentApi(new AgentClient(endpoint(address), timeout, tls)));
    }

    @Override
    public void forgetAllBut(Collection<AgentPod> agents) {
        Set<String> kept = agents.stream().map(AgentPod::rest).collect(Collectors.toSet());
        open.keySet().stream()
                .filter(address -> !kept.contains(address))
                .toList()
                .forEach(this::close);
    }

    @Override
    public void close() {
        forgetAllBut(Set.of());
    }

    private void close(String address) {
        Optional.ofNullable(open.remove(address)).ifPresent(RestAgentApi::close);
    }

    private Endpoint endpoint(String address) {
        return tls.isPresent() ? Endpoint.https(address) : Endpoint.http(address);
    }
}
