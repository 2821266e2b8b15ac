package dev.quorumvip.agent.consensus;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis' own hundreds of metrics, of which nobody sees any: what matters of them the agent measures itself. Ratis does
 * not run without an implementation, and its default one, with its histograms and their JMX beans, takes 8 MB of memory
 * and a part of each heartbeat's time. Found by the service loader.
 */
public final class UnmeasuredRatis extends MetricRegistries {
    @Override
    public RatisMetricRegistry create(MetricRegistryInfo info) {
        return new Unmeasured(info);
    }

    @Override
    public void clear() {}

    @Override
    public boolean remove(MetricRegistryInfo info) {
        return true;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
        return Optional.empty();
    }

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.of();
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return List.of();
    }

    @Override
    public void addReporterRegistration(
            Consumer<RatisMetricRegistry> reporter, Consumer<RatisMetricRegistry> stopReporter) {}

    @Override
    public void enableJmxReporter() {}

    @Override
    public void enableConsoleReporter(TimeDuration interval) {}

    private record Unmeasured(MetricRegistryInfo info) implements RatisMetricRegistry {
        @Override
        public Timekeeper timer(String name) {
            return () -> () -> 0;
        }

        @Override
        public LongCounter counter(String name) {
            return new Counter(new AtomicLong());
        }

        @Override
        public boolean remove(String name) {
            return true;
        }

        @Override
        public <T> void gauge(String name, Supplier<Supplier<T>> value) {}

        @Override
        public MetricRegistryInfo getMetricRegistryInfo() {
            return info;
        }
    }

    /** Counts: Ratis reads some of its counters. */
    private record Counter(AtomicLong count) implements LongCounter {
        @Override
        public void inc(long by) {
            count.addAndGet(by);
        }

        @Override
        public void dec(long by) {
            count.addAndGet(-by);
        }

        @Override
        public long getCount() {
            return count.get();
        }
    }
}
