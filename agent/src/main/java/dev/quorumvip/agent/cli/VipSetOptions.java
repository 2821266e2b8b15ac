package dev.quorumvip.agent.cli;

import dev.quorumvip.api.AnnouncementSpec;
import dev.quorumvip.api.PreemptionSpec;
import dev.quorumvip.api.VipSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code vip set} can say beside the addresses. The agent checks it all, and knows the defaults. */
final class VipSetOptions {
    @Option(
            names = {"-i", "--interface"},
            paramLabel = "IF",
            description = "the interface to bind it to, or a pattern such as 'eth*'; default: each node's own --iface")
    private @Nullable String interfaceName;

    @Option(
            names = "--interface-by-subnet",
            description = "bind it to the interface that has an address in the virtual IP's subnet")
    private boolean interfaceBySubnet;

    @Option(
            names = "--select",
            paramLabel = "KEY=VALUE",
            description = "only nodes with this label may have it; may be repeated")
    private @Nullable Map<String, String> nodeSelector;

    @Option(
            names = "--priority",
            paramLabel = "NODE=N",
            description = "how much a node is preferred, 0 to 1000, 100 for those not named; may be repeated")
    private @Nullable Map<String, Integer> priorities;

    @Option(
            names = "--preempt",
            paramLabel = "never|always|TIME",
            description = "whether it moves from a healthy holder to a node with a higher priority: at once, or after"
                    + " that could have had it for so long, such as 30s; default: never")
    private @Nullable String preempt;

    @Option(
            names = "--check",
            paramLabel = "NAME=URL",
            converter = CheckOption.Converter.class,
            description = "a health check that must pass where it is, such as primary=http://127.0.0.1:8008/primary or"
                    + " db=tcp://127.0.0.1:5432; may be repeated. More about checks can be said in a file")
    private @Nullable List<CheckOption> checks;

    @Option(
            names = "--if-none-healthy",
            paramLabel = "release|stay",
            description = "when the checks pass nowhere; default: release")
    private @Nullable String ifNoneHealthy;

    @Option(
            names = "--announcements",
            paramLabel = "N",
            description = "gratuitous announcements in the first burst; default: 5")
    private @Nullable Integer announcements;

    @Option(
            names = "--announcement-interval",
            paramLabel = "TIME",
            description = "between two of the burst; default: 100ms")
    private @Nullable String announcementInterval;

    @Option(names = "--announcement-refresh", paramLabel = "TIME", description = "between two afterwards; default: 10s")
    private @Nullable String announcementRefresh;

    @Option(
            names = "--on-conflict",
            paramLabel = "refuse|report",
            description = "when a machine that is no member has the address; default: refuse")
    private @Nullable String conflictPolicy;

    @Option(
            names = "--failover-profile",
            paramLabel = "PROFILE",
            description =
                    "the timing it needs, fast, balanced or conservative: refused if the agent runs with another, and no"
                            + " node has it that does")
    private @Nullable String failoverProfile;

    @Option(
            names = "--on-quorum-loss",
            paramLabel = "release|keep",
            description =
                    "keep: a holder that reaches no majority of the voters goes on with the address while the others"
                            + " give it to another node, so that two answer for it and both may be written to; release: it is"
                            + " taken off, and never on two; default: release")
    private @Nullable String onQuorumLoss;

    @Option(names = "--paused", description = "leave it where it is, and give it to nobody")
    private boolean paused;

    @Option(
            names = "--lock-delay",
            paramLabel = "TIME",
            description = "how long a node that failed it is passed over; default: 1s")
    private @Nullable String lockDelay;

    VipSpec spec(List<String> addresses) {
        boolean single = addresses.size() == 1;
        return new VipSpec(
                single ? addresses.getFirst() : null,
                single ? null : addresses,
                interfaceName,
                interfaceBySubnet ? Boolean.TRUE : null,
                nodeSelector,
                priorities,
                preemption(),
                checks == null
                        ? null
                        : checks.stream().<Object>map(CheckOption::json).toList(),
                ifNoneHealthy,
                announcement(),
                conflictPolicy,
                failoverProfile,
                onQuorumLoss,
                paused ? Boolean.TRUE : null,
                lockDelay,
                null,
                null);
    }

    private @Nullable PreemptionSpec preemption() {
        if (preempt == null) {
            return null;
        }
        return preempt.equals("never") || preempt.equals("always")
                ? new PreemptionSpec(preempt, null)
                : new PreemptionSpec("delayed", preempt);
    }

    private @Nullable AnnouncementSpec announcement() {
        return announcements == null && announcementInterval == null && announcementRefresh == null
                ? null
                : new AnnouncementSpec(announcements, announcementInterval, announcementRefresh);
    }
}
