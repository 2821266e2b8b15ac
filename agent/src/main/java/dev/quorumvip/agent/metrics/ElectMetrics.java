package dev.quorumvip.agent.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/** The metrics of an elector. Every method may be called from any thread and does no I/O. */
public final class ElectMetrics {
    private final PrometheusMeterRegistry registry;
    private final AtomicInteger leader = new AtomicInteger();
    private final AtomicInteger bound = new AtomicInteger();
    private final AtomicInteger session = new AtomicInteger();

    /**
     * Registers the metrics that are there from the start.
     *
     * @param sinceRenewal seconds since the newest successful renewal was asked for, or NaN; asked for at each scrape
     */
    public ElectMetrics(PrometheusMeterRegistry registry, String version, DoubleSupplier sinceRenewal) {
        this.registry = registry;
        flag("quorumvip.elect.leader", "1 while this node leads", leader);
        flag("quorumvip.elect.bound", "1 while this node has the VIP on its interface, with --bind", bound);
        flag("quorumvip.elect.session", "1 while this node has a session that it knows of nothing against", session);
        Gauge.builder("quorumvip.elect.renewal.age", sinceRenewal::getAsDouble)
                .description("Since the newest successful renewal of the session was asked for")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        Gauge.builder("quorumvip.build.info", () -> 1)
                .description("1, with the program's version as a label")
                .tag("version", version)
                .strongReference(true)
                .register(registry);
    }

    /** Whether this node leads now. */
    public void leads(boolean is) {
        if (leader.getAndSet(is ? 1 : 0) != (is ? 1 : 0)) {
            Counter.builder("quorumvip.elect.transitions")
                    .description("How often this node began to lead, or ceased to")
                    .tag("to", is ? "leader" : "follower")
                    .register(registry)
                    .increment();
        }
    }

    /** Whether the VIP is on the interface now. */
    public void bound(boolean is) {
        bound.set(is ? 1 : 0);
    }

    /** Whether this node takes part in the election now. */
    public void takesPart(boolean is) {
        session.set(is ? 1 : 0);
    }

    /** Consul did not do what it was asked; {@code trouble} is from a closed set. */
    public void trouble(String trouble) {
        Counter.builder("quorumvip.elect.troubles")
                .description("What Consul did not do, by kind")
                .tag("trouble", trouble)
                .register(registry)
                .increment();
    }

    private void flag(String name, String description, AtomicInteger value) {
        Gauge.builder(name, value, AtomicInteger::doubleValue)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
