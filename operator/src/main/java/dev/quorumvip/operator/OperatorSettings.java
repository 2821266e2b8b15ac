package dev.quorumvip.operator;

import dev.quorumvip.tls.TlsFiles;
import java.util.Optional;
import java.util.Set;

/**
 * All that the operator is told when it starts.
 *
 * @param namespace its own, where it keeps its Lease and its ConfigMap
 * @param identity its name among the replicas
 * @param agentNamespaces where agents' Pods may be
 * @param agentSelector which Pods are agents
 * @param agentRestPort where agents serve REST whose Pod does not say
 * @param founders how many agents found the cluster, if there are as many
 * @param leaderElection whether it shares the work with other replicas; without, it acts at once
 * @param httpPort where it serves probes and metrics
 * @param tls its certificate, key and the CA's; empty for agents without TLS
 */
record OperatorSettings(
        String namespace,
        String identity,
        Set<String> agentNamespaces,
        String agentSelector,
        int agentRestPort,
        int founders,
        boolean leaderElection,
        int httpPort,
        Optional<TlsFiles> tls) {
    OperatorSettings {
        agentNamespaces = Set.copyOf(agentNamespaces);
    }
}
