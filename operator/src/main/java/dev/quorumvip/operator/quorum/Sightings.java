package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.MembershipState;
import dev.quorumvip.api.TimingStatus;
import dev.quorumvip.operator.agents.AgentPod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What each agent said last, and whom to ask next. Times are of a monotonic clock, in ns. */
final class Sightings {
    /** The source is asked often: that it has gone should be known before its VIPs are elsewhere. */
    static final Duration ASK_SOURCE = Duration.ofMillis(250);

    static final Duration ASK_MEMBERS = Duration.ofSeconds(2);
    static final Duration ASK_OTHERS = Duration.ofMillis(500);

    /** An agent next door that has not answered by then is not there. */
    static final Duration PATIENCE = Duration.ofMillis(600);

    private static final class Asked {
        AgentSight sight;
        long nextAt;
        long askedAt;
        boolean underWay;
        boolean seen;

        Asked(AgentSight sight, long nextAt) {
            this.sight = sight;
            this.nextAt = nextAt;
        }
    }

    private final Map<AgentPod, Asked> agents = new TreeMap<>();

    /** Takes note of which agents there are. */
    void are(Collection<AgentPod> pods, long now) {
        agents.keySet().retainAll(pods);
        pods.forEach(pod ->
                agents.computeIfAbsent(pod, p -> new Asked(AgentSight.unreached(p, "has not been asked yet"), now)));
    }

    /** Whom to ask now; they count as asked. */
    List<AgentPod> due(long now) {
        List<AgentPod> due = new ArrayList<>();
        agents.forEach((agent, asked) -> {
            if (!asked.underWay && now - asked.nextAt >= 0) {
                asked.underWay = true;
                asked.askedAt = now;
                due.add(agent);
            }
        });
        return due;
    }

    /** An agent has answered, or is known not to. */
    void saw(AgentSight sight, boolean source, long now) {
        Asked asked = agents.get(sight.agent());
        if (asked == null) {
            return;
        }
        asked.sight = sight;
        asked.seen = true;
        asked.underWay = false;
        boolean settled = sight.state().filter(MembershipState.MEMBER::equals).isPresent() && sight.confirmed();
        asked.nextAt = now + (source ? ASK_SOURCE : settled ? ASK_MEMBERS : ASK_OTHERS).toNanos();
    }

    /** Gives up on agents that take too long, for now; a late answer still counts when it comes. */
    boolean giveUp(long now) {
        boolean news = false;
        for (Map.Entry<AgentPod, Asked> entry : agents.entrySet()) {
            Asked asked = entry.getValue();
            boolean late = asked.underWay && now - asked.askedAt >= PATIENCE.toNanos();
            if (late && asked.sight.standing().isPresent()) {
                asked.sight = AgentSight.unreached(entry.getKey(), "no answer within " + PATIENCE.toMillis() + " ms");
                news = true;
            }
        }
        return news;
    }

    /** Asks one soon, because there is reason to. */
    void askSoon(AgentPod agent, long now) {
        Optional.ofNullable(agents.get(agent)).ifPresent(asked -> asked.nextAt = now);
    }

    /** When something is due next; empty if there are no agents. */
    Optional<Long> nextAt() {
        return agents.values().stream()
                .map(asked -> asked.underWay ? asked.askedAt + PATIENCE.toNanos() : asked.nextAt)
                .min(Comparator.naturalOrder());
    }

    /** Whether there are agents, and each has answered, or is known not to. */
    boolean allAsked() {
        return !agents.isEmpty() && agents.values().stream().allMatch(asked -> asked.seen);
    }

    List<AgentSight> all() {
        return agents.values().stream().map(asked -> asked.sight).toList();
    }

    /** Who speaks best for the cluster: the leader, then the present source, then anybody whom a majority answers. */
    Optional<AgentPod> best(Optional<AgentPod> present) {
        return agents.values().stream()
                .map(asked -> asked.sight)
                .filter(AgentSight::confirmed)
                .min(Comparator.<AgentSight>comparingInt(sight -> sight.leads()
                                ? 0
                                : present.filter(sight.agent()::equals).isPresent() ? 1 : 2)
                        .thenComparing(AgentSight::agent))
                .map(AgentSight::agent);
    }

    List<String> clusters() {
        return all().stream().flatMap(s -> s.clusterId().stream()).distinct().toList();
    }

    List<TimingStatus> timings() {
        return all().stream()
                .flatMap(s -> s.standing().stream())
                .map(s -> s.timing())
                .distinct()
                .toList();
    }
}
