package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.protocol.MessagePages;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * On the holder: how long it took from learning of an assignment to having the VIP bound and announced, told to the
 * leader once that is done. Of each grant the first time counts, and it is told a few times, until the log has it.
 */
final class TakeoverReport {
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration AGAIN = Duration.ofMillis(750);

    /** Some seconds: an election may be under way. */
    private static final int MOST_TIMES = 6;

    private final AgentLoop loop;
    private final Consensus consensus;
    private final Consumer<List<Timing>> tellLeader;
    private final Map<GrantNumber, Takeover> takeovers = new TreeMap<>();
    private final Alarm next;
    private @Nullable Object known;

    /** @param tellLeader takes as many as fit one datagram */
    TakeoverReport(AgentLoop loop, Consensus consensus, Consumer<List<Timing>> tellLeader) {
        this.loop = loop;
        this.consensus = consensus;
        this.tellLeader = tellLeader;
        this.next = new Alarm(loop, this::tell);
    }

    /** All that may be bound now; the same collection again is not looked through again. */
    void learned(Collection<AssignedVip> wanted) {
        if (known == wanted) {
            return;
        }
        known = wanted;
        for (AssignedVip vip : wanted) {
            if (!takeovers.containsKey(vip.grant())) {
                takeovers.put(vip.grant(), new Takeover(vip.vip(), loop.now()));
            }
        }
        if (takeovers.size() > wanted.size()) {
            Set<GrantNumber> left = wanted.stream().map(AssignedVip::grant).collect(Collectors.toSet());
            takeovers.keySet().retainAll(left);
        }
    }

    void bound(AssignedVip vip) {
        Takeover takeover = takeovers.get(vip.grant());
        if (takeover != null && takeover.bound == null) {
            takeover.bound = takeover.sinceLearned(loop.now());
            next.within(GATHER);
        }
    }

    /** After it was bound. */
    void announced(AssignedVip vip) {
        Takeover takeover = takeovers.get(vip.grant());
        if (takeover != null && takeover.bound != null && takeover.announced == null) {
            takeover.announced = takeover.sinceLearned(loop.now());
        }
    }

    /** The session is over, and its grants with it. */
    void clear() {
        takeovers.clear();
        known = null;
    }

    private void tell() {
        ClusterState state = consensus.applied().state();
        List<Timing> untold = new ArrayList<>();
        takeovers.forEach((grant, takeover) -> {
            Duration bound = takeover.bound;
            if (bound != null && takeover.times < MOST_TIMES && !isKept(state, takeover.vip, grant)) {
                takeover.times++;
                untold.add(new Timing(grant, bound, Optional.ofNullable(takeover.announced)));
            }
        });
        MessagePages.timings(untold).forEach(tellLeader);
        if (!untold.isEmpty()) {
            next.within(AGAIN);
        }
    }

    /** Whether the log has it, as far as this node has applied it; a later grant is none of this report's business. */
    private static boolean isKept(ClusterState state, String name, GrantNumber grant) {
        Optional<Vip> vip = state.vip(name);
        return vip.flatMap(Vip::lastTransition).flatMap(Transition::timing).isPresent()
                && vip.flatMap(Vip::assignment)
                        .filter(a -> a.grant().equals(grant))
                        .isPresent();
    }

    private static final class Takeover {
        private final String vip;
        private final long learnedAt;
        private @Nullable Duration bound;
        private @Nullable Duration announced;
        private int times;

        Takeover(String vip, long learnedAt) {
            this.vip = vip;
            this.learnedAt = learnedAt;
        }

        Duration sinceLearned(long now) {
            return Duration.ofNanos(now - learnedAt);
        }
    }
}
