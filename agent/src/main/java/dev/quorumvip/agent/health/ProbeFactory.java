package dev.quorumvip.agent.health;

/** Makes probes. */
@FunctionalInterface
public interface ProbeFactory {
    /** A probe for this check; makes no connection and loads nothing before it is run. */
    Probe probe(HealthCheck check);
}
