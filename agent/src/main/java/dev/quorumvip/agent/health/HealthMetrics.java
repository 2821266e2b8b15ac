package dev.quorumvip.agent.health;

import java.time.Duration;

/** Who counts what checks bring. Called by several threads; must be quick and must not throw. */
@FunctionalInterface
public interface HealthMetrics {
    /** A run of a check of this kind ended so, after this time. */
    void ran(CheckKind kind, ProbeOutcome outcome, Duration took);
}
