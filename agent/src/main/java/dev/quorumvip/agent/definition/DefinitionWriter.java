package dev.quorumvip.agent.definition;

import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.clock.DurationText;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.HealthCheckWriter;
import dev.quorumvip.api.AnnouncementSpec;
import dev.quorumvip.api.PreemptionSpec;
import dev.quorumvip.api.VipSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a definition in its JSON form. Defaults are written out: what is in a log must not change with a release. */
public final class DefinitionWriter {
    private DefinitionWriter() {}

    /** The whole of {@code definition}; {@link DefinitionReader} makes the same of it. */
    public static VipSpec write(VipDefinition definition) {
        InterfaceChoice choice = definition.interfaceChoice();
        return new VipSpec(
                null,
                definition.addresses().stream().map(VipAddress::toString).toList(),
                nameOrPattern(choice),
                choice instanceof InterfaceChoice.BySubnet ? Boolean.TRUE : null,
                new TreeMap<>(definition.nodeSelector()),
                new TreeMap<>(definition.priorities()),
                preemption(definition.preemption()),
                healthChecks(definition.healthChecks()),
                word(definition.ifNoneHealthy()),
                announcement(definition.announcement()),
                word(definition.conflictPolicy()),
                definition.failoverProfile().map(DefinitionWriter::word).orElse(null),
                word(definition.onQuorumLoss()),
                definition.paused(),
                DurationText.of(definition.lockDelay()),
                definition.owner().map(Owner::id).orElse(null),
                definition.owner().map(Owner::generation).orElse(null));
    }

    private static @Nullable String nameOrPattern(InterfaceChoice choice) {
        return switch (choice) {
            case InterfaceChoice.NodeDefault() -> null;
            case InterfaceChoice.BySubnet() -> null;
            case InterfaceChoice.Named(String name) -> name;
            case InterfaceChoice.Matching(String glob) -> glob;
        };
    }

    private static PreemptionSpec preemption(Preemption preemption) {
        return switch (preemption) {
            case Preemption.Never() -> new PreemptionSpec("never", null);
            case Preemption.Always() -> new PreemptionSpec("always", null);
            case Preemption.After(var delay) -> new PreemptionSpec("delayed", DurationText.of(delay));
        };
    }

    private static List<Object> healthChecks(List<HealthCheck> checks) {
        List<Object> written = new ArrayList<>();
        HealthCheckWriter.write(checks).forEach(written::add);
        return written;
    }

    private static AnnouncementSpec announcement(AnnouncementSchedule schedule) {
        return new AnnouncementSpec(
                schedule.burstCount(),
                DurationText.of(schedule.burstInterval()),
                DurationText.of(schedule.refreshInterval()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
