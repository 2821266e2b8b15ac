package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.TimingStatus;
import dev.quorumvip.api.VipStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of the agents' cluster at one moment.
 *
 * @param reach how much can be seen; VIPs and members are there only with {@link Reach#CONFIRMED}
 * @param detail why it is no more than that, for people; empty when all is well
 * @param confirmedAt when an agent last confirmed what it said, by this machine's wall clock; empty if none has
 * @param vips what the cluster says of each VIP, by name
 * @param members the cluster's members, by name
 * @param timings the failover timings that agents run with, each once
 * @param agents what each agent said
 */
public record QuorumView(
        Reach reach,
        String detail,
        Optional<Instant> confirmedAt,
        Map<String, VipStatus> vips,
        Map<String, MemberStatus> members,
        List<TimingStatus> timings,
        List<AgentSight> agents) {
    /** Before the agents had time to answer. Nothing follows from it, not even that they cannot be reached. */
    public static final QuorumView NOTHING = new QuorumView(
            Reach.UNREACHABLE,
            "no agent has been asked yet",
            Optional.empty(),
            Map.of(),
            Map.of(),
            List.of(),
            List.of());

    public QuorumView {
        vips = Collections.unmodifiableMap(new TreeMap<>(vips));
        members = Collections.unmodifiableMap(new TreeMap<>(members));
        timings = List.copyOf(timings);
        agents = List.copyOf(agents);
    }

    /** Whether what it says of VIPs holds now. */
    public boolean confirmed() {
        return reach == Reach.CONFIRMED;
    }

    /** What the cluster says of a VIP; empty if it has none of that name, or cannot say. */
    public Optional<VipStatus> vip(String name) {
        return Optional.ofNullable(vips.get(name));
    }

    /** Whether it says the same as another view, but for when that was confirmed. */
    boolean sameAs(QuorumView other) {
        return saysTheSameOfAll(other) && vips.equals(other.vips);
    }

    /** Whether what concerns every VIP is the same. */
    public boolean saysTheSameOfAll(QuorumView other) {
        return reach == other.reach
                && detail.equals(other.detail)
                && members.equals(other.members)
                && timings.equals(other.timings);
    }
}
