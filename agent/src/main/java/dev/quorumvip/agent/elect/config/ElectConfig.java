package dev.quorumvip.agent.elect.config;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.config.HostPort;
import dev.quorumvip.agent.config.KernelFenceMode;
import dev.quorumvip.agent.config.LogFormat;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * What an elector does, complete and checked.
 *
 * @param endpoints where Consul is, tried in turn; never empty, without a path
 * @param namespace of Consul Enterprise
 * @param key which is locked, without a leading slash
 * @param hostname what the holder of the lock writes there
 * @param checkId a check of the Consul agent, of a service or of the node, that has to pass
 * @param checkUrl what the Consul agent is to ask on this program's behalf, each {@code checkInterval}
 * @param ttl of the session
 * @param lockDelay for how long Consul keeps the lock from others after the session was invalidated
 * @param livenessTtl after which silence of this program Consul's agent invalidates the session; zero for no such check
 * @param bind what to hold in place of vip-manager
 */
public record ElectConfig(
        List<URI> endpoints,
        TokenSource token,
        Optional<String> namespace,
        ConsulTlsFiles tls,
        String key,
        String hostname,
        Optional<String> checkId,
        Optional<URI> checkUrl,
        Duration checkInterval,
        Duration ttl,
        Duration lockDelay,
        Duration livenessTtl,
        Optional<Bind> bind,
        Optional<HostPort> bindHttp,
        LogFormat logFormat,
        Level logLevel) {
    /** What is held. */
    public record Bind(VipAddress vip, String interfaceName, KernelFenceMode kernelFence) {}

    public ElectConfig {
        endpoints = List.copyOf(endpoints);
    }
}
