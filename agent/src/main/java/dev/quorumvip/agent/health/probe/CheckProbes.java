package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.health.ExecCheck;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.HttpCheck;
import dev.quorumvip.agent.health.Probe;
import dev.quorumvip.agent.health.ProbeFactory;
import dev.quorumvip.agent.health.TcpCheck;

/**
 * Probes that really ask. To be run on virtual threads, which end what they wait for when they are interrupted. What a
 * kind of check needs is loaded when the first of that kind is run.
 */
public final class CheckProbes implements ProbeFactory, AutoCloseable {
    private final MonotonicClock clock;
    private final NameLookup names = new NameLookup();
    private final TlsContexts contexts = new TlsContexts();

    /** @param clock that timeouts are measured by */
    public CheckProbes(MonotonicClock clock) {
        this.clock = clock;
    }

    @Override
    public Probe probe(HealthCheck check) {
        return switch (check) {
            case HttpCheck http -> network(http, new HttpAttempt(http, names, contexts));
            case TcpCheck tcp -> network(tcp, new TcpAttempt(tcp, names));
            case ExecCheck exec -> new ExecProbe(exec, clock);
        };
    }

    private Probe network(HealthCheck check, NetworkProbe.Attempt attempt) {
        return new NetworkProbe(attempt, clock, check.timing().timeout());
    }

    /** Ends the threads that look up names; after the monitor that uses these probes is closed. */
    @Override
    public void close() {
        names.close();
    }
}
