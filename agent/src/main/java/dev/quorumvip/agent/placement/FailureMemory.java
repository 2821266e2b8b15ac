package dev.quorumvip.agent.placement;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.placement.Outlook.Trust;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipChanges;
import dev.quorumvip.agent.state.VipChanges.Changed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which node failed which VIP, and when, so that a VIP does not go back and forth.
 *
 * <p>After a node could not hold a VIP, it is not given it for the VIP's lock delay, and others come first for a while
 * that is twice as long each time it happens again. After a node died or restarted with it, nothing at first; when that
 * happens again, others come first for such a while, too. A node that does well for long starts anew.
 *
 * <p>A VIP whose address a stranger had is given to nobody for a while, twice as long each time; a new definition of it
 * is tried at once.
 *
 * <p>Every node keeps one, whether it leads or not, from what it applies, so that a new leader knows what the former
 * did. Times are readings of the monotonic clock, in nanoseconds.
 */
public final class FailureMemory {
    /** A VIP that nobody can hold would otherwise go round as fast as the log allows. */
    static final Duration SHORTEST = Duration.ofSeconds(1);

    /** A person who mends what was wrong should not have to wait for longer. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    /** After so long without a failure all is forgotten. */
    static final Duration FORGOTTEN = LONGEST.multipliedBy(5);

    private final Map<Pair, Failure> failures = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();
    private ClusterState former = ClusterState.unfounded();

    /** What met a stranger on the wire would meet it on every node (docs/adr/0013-conflicts.md). */
    private final Map<String, Meeting> strangers = new HashMap<>();

    /** @param count in a row, this one included */
    private record Meeting(DefinitionNumber definition, int count, long atNanos) {}

    private record Pair(String vip, NodeId node) {}

    /** @param count in a row, this one included */
    private record Failure(int count, long atNanos, boolean couldNotHold) {}

    /** Takes note of how assignments have ended since the last time. */
    public void observe(ClusterState state, long nowNanos) {
        failures.values().removeIf(failure -> nowNanos - failure.atNanos > FORGOTTEN.toNanos());
        for (Changed vip : VipChanges.between(former, state)) {
            vip.after().ifPresentOrElse(is -> observe(is, nowNanos), () -> forget(vip.name()));
        }
        former = state;
    }

    private void forget(String vip) {
        seen.remove(vip);
        strangers.remove(vip);
        failures.keySet().removeIf(pair -> pair.vip.equals(vip));
    }

    private void observe(Vip vip, long nowNanos) {
        long ended = endedAssignments(vip);
        Long before = seen.put(vip.name(), ended);
        if (before == null || before >= ended) {
            // What happened before this node looked is not told: when it was is not known.
            return;
        }
        ending(vip).filter(FailureMemory::isFailure).ifPresent(ending -> {
            Pair pair = new Pair(vip.name(), ending.node);
            Failure last = failures.get(pair);
            failures.put(pair, new Failure(last == null ? 1 : last.count + 1, nowNanos, couldNotHold(ending.because)));
            if (ending.because == TransitionReason.ADDRESS_CONFLICT) {
                Meeting met = strangers.get(vip.name());
                int times = met != null && met.definition.equals(vip.number()) ? met.count : 0;
                strangers.put(vip.name(), new Meeting(vip.number(), times + 1, nowNanos));
            }
        });
    }

    /** How far {@code node} is to be trusted with {@code vip}. */
    public Trust trust(NodeId node, Vip vip, long nowNanos) {
        if (endedAssignments(vip) > seen.getOrDefault(vip.name(), 0L)) {
            // Planned for a state that is not applied yet: what ended in it counts already.
            boolean failedJustNow = ending(vip)
                    .filter(ending -> ending.because == TransitionReason.ADDRESS_CONFLICT
                            || (ending.node.equals(node) && couldNotHold(ending.because)))
                    .isPresent();
            if (failedJustNow) {
                return Trust.NONE;
            }
        }
        if (strangerWasThere(vip, nowNanos)) {
            return Trust.NONE;
        }
        Failure failure = failures.get(new Pair(vip.name(), node));
        if (failure == null) {
            return Trust.FULL;
        }
        long age = nowNanos - failure.atNanos;
        if (failure.couldNotHold && age < lockDelay(vip).toNanos()) {
            return Trust.NONE;
        }
        return age < backOff(failure, vip).toNanos() ? Trust.LITTLE : Trust.FULL;
    }

    private boolean strangerWasThere(Vip vip, long nowNanos) {
        Meeting met = strangers.get(vip.name());
        return met != null
                && met.definition.equals(vip.number())
                && nowNanos - met.atNanos
                        < doubled(lockDelay(vip), met.count - 1).toNanos();
    }

    private static Duration lockDelay(Vip vip) {
        return longer(vip.definition().lockDelay(), SHORTEST);
    }

    private static Duration backOff(Failure failure, Vip vip) {
        int doublings = failure.couldNotHold ? failure.count - 1 : failure.count - 2;
        if (doublings < 0) {
            return Duration.ZERO;
        }
        return doubled(lockDelay(vip), doublings);
    }

    private static Duration doubled(Duration span, int times) {
        Duration longer = span.multipliedBy(1L << Math.min(times, 20));
        return longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** How the newest assignment that has ended did so. */
    private record Ending(NodeId node, TransitionReason because) {}

    private static long endedAssignments(Vip vip) {
        return vip.assignment().isPresent() ? vip.transitions() - 1 : vip.transitions();
    }

    private static Optional<Ending> ending(Vip vip) {
        if (vip.assignment().isEmpty()) {
            return vip.lastHolder().flatMap(node -> vip.unassignedBecause().map(why -> new Ending(node, why)));
        }
        return vip.lastTransition().flatMap(last -> from(last));
    }

    private static Optional<Ending> from(Transition transition) {
        return transition.from().map(node -> new Ending(node, transition.reason()));
    }

    private static boolean isFailure(Ending ending) {
        return couldNotHold(ending.because)
                || ending.because == TransitionReason.SESSION_EXPIRED
                || ending.because == TransitionReason.NODE_RESTARTED;
    }

    private static boolean couldNotHold(TransitionReason because) {
        return switch (because) {
            case BIND_FAILED, INTERFACE_LOST, UNHEALTHY, ADDRESS_CONFLICT -> true;
            case FIRST_ASSIGNMENT,
                    SESSION_EXPIRED,
                    NODE_RESTARTED,
                    NODE_STOPPING,
                    VIP_CHANGED,
                    VIP_DELETED,
                    MEMBER_LEAVING,
                    MOVED,
                    DRAINED,
                    NOT_SELECTED,
                    PREEMPTED,
                    REBALANCED -> false;
        };
    }
}
