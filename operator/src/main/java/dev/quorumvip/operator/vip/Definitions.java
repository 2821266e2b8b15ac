package dev.quorumvip.operator.vip;

import dev.quorumvip.api.AnnouncementSpec;
import dev.quorumvip.api.PreemptionSpec;
import dev.quorumvip.api.TimingStatus;
import dev.quorumvip.api.VipSpec;
import dev.quorumvip.crd.CheckTls;
import dev.quorumvip.crd.ExecCheck;
import dev.quorumvip.crd.Failover;
import dev.quorumvip.crd.HealthCheck;
import dev.quorumvip.crd.HttpCheck;
import dev.quorumvip.crd.TcpCheck;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the agents are told of a VirtualIP, in their own words. */
final class Definitions {
    /** A node that is not named has 100. */
    private static final int LEAST_PREFERRED = 101;

    private static final String OWNER_PREFIX = "kubernetes/";

    private Definitions() {}

    /** Whom the agents know the VIP to belong to. */
    static String owner(VirtualIP vip) {
        return OWNER_PREFIX + vip.getMetadata().getUid();
    }

    /** Whether an owner is a VirtualIP of some Kubernetes cluster. */
    static boolean isVirtualIp(String owner) {
        return owner.startsWith(OWNER_PREFIX);
    }

    /** The definition. */
    static VipSpec of(VirtualIP vip) {
        VirtualIPSpec spec = vip.getSpec();
        return new VipSpec(
                null,
                spec.addresses(),
                spec.interfaceName(),
                spec.interfaceBySubnet(),
                spec.nodeSelector(),
                priorities(spec.preferredNodes()),
                new PreemptionSpec(
                        word(spec.preemption().policy()), spec.preemption().delay()),
                spec.healthChecks().stream().<Object>map(Definitions::check).toList(),
                word(spec.ifNoneHealthy()),
                new AnnouncementSpec(
                        spec.announcement().count(),
                        spec.announcement().interval(),
                        spec.announcement().refresh()),
                word(spec.conflictPolicy()),
                profile(spec.failover()),
                word(spec.onQuorumLoss()),
                spec.paused(),
                spec.lockDelay(),
                owner(vip),
                vip.getMetadata().getGeneration());
    }

    /** Why agents with these timings cannot do what is wanted; empty if they can. */
    static Optional<String> timingMismatch(VirtualIPSpec spec, List<TimingStatus> timings) {
        Failover wanted = spec.failover();
        if (wanted == null || timings.isEmpty() || timings.stream().anyMatch(timing -> fits(wanted, timing))) {
            return Optional.empty();
        }
        TimingStatus run = timings.getFirst();
        return Optional.of("spec.failover asks for " + text(wanted) + ", but the agents run " + run.profile()
                + " (lease " + run.leaseMillis() + " ms, renewed each " + run.renewMillis()
                + " ms): install them with that timing, or leave spec.failover out");
    }

    private static boolean fits(Failover wanted, TimingStatus timing) {
        if (wanted.profile() != null) {
            return word(wanted.profile()).equals(timing.profile());
        }
        return Lengths.millis(wanted.leaseDuration()).equals(Optional.of(timing.leaseMillis()))
                && Lengths.millis(wanted.renewInterval()).equals(Optional.of(timing.renewMillis()));
    }

    private static String text(Failover wanted) {
        return wanted.profile() != null
                ? word(wanted.profile())
                : "a lease of " + wanted.leaseDuration() + ", renewed each " + wanted.renewInterval();
    }

    /** A profile by name; a timing given in numbers was compared by the operator, and agents need not be told. */
    private static @Nullable String profile(@Nullable Failover failover) {
        return failover == null || failover.profile() == null ? null : word(failover.profile());
    }

    /** The first has the highest, and the last one still more than those that are not named. */
    private static Map<String, Integer> priorities(List<String> preferred) {
        Map<String, Integer> priorities = new TreeMap<>();
        for (int i = 0; i < preferred.size(); i++) {
            priorities.put(preferred.get(i), LEAST_PREFERRED + preferred.size() - 1 - i);
        }
        return priorities;
    }

    private static Map<String, Object> check(HealthCheck check) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", check.name());
        put(told, "http", check.http() == null ? null : http(check.http()));
        put(told, "tcp", check.tcp() == null ? null : tcp(check.tcp()));
        put(told, "exec", check.exec() == null ? null : exec(check.exec()));
        told.put("interval", check.interval());
        put(told, "timeout", check.timeout());
        told.put("failures", check.failureThreshold());
        told.put("successes", check.successThreshold());
        told.put("startDelay", check.startDelay());
        return told;
    }

    private static Map<String, Object> http(HttpCheck http) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("port", http.port());
        told.put("scheme", word(http.scheme()));
        told.put("host", http.host());
        told.put("path", http.path());
        told.put("method", http.method().name());
        if (!http.headers().isEmpty()) {
            told.put("headers", http.headers());
        }
        put(told, "hostHeader", http.hostHeader());
        told.put("statuses", http.statuses());
        put(told, "body", http.body());
        put(told, "tls", http.tls() == null ? null : tls(http.tls()));
        return told;
    }

    private static Map<String, Object> tls(CheckTls tls) {
        Map<String, Object> told = new LinkedHashMap<>();
        put(told, "ca", tls.ca());
        put(told, "serverName", tls.serverName());
        if (tls.skipVerify()) {
            told.put("skipVerify", true);
        }
        return told;
    }

    private static Map<String, Object> tcp(TcpCheck tcp) {
        return Map.of("port", tcp.port(), "host", tcp.host());
    }

    private static Map<String, Object> exec(ExecCheck exec) {
        return Map.of("command", exec.command());
    }

    private static void put(Map<String, Object> told, String field, @Nullable Object value) {
        if (value != null) {
            told.put(field, value);
        }
    }

    /** Agents write words small. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
