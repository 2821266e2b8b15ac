package dev.quorumvip.agent.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** One gauge with a series for each of some virtual IPs, by the label {@code vip}. */
final class VipGauges {
    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final Map<String, Series> series = new HashMap<>();

    private record Series(Gauge gauge, AtomicReference<Double> value) {}

    VipGauges(MeterRegistry registry, String name, String description) {
        this.registry = registry;
        this.name = name;
        this.description = description;
    }

    /** Those that have a series. */
    synchronized Set<String> names() {
        return Set.copyOf(series.keySet());
    }

    /** These and no others. */
    synchronized void show(Map<String, Double> values) {
        names().stream().filter(vip -> !values.containsKey(vip)).forEach(this::remove);
        values.forEach(this::set);
    }

    synchronized void set(String vip, double value) {
        series.computeIfAbsent(vip, this::register).value.set(value);
    }

    synchronized void remove(String vip) {
        Series gone = series.remove(vip);
        if (gone != null) {
            registry.remove(gone.gauge);
        }
    }

    private Series register(String vip) {
        AtomicReference<Double> value = new AtomicReference<>(0.0);
        return new Series(
                Gauge.builder(name, value, AtomicReference::get)
                        .description(description)
                        .tag("vip", vip)
                        .strongReference(true)
                        .register(registry),
                value);
    }
}
