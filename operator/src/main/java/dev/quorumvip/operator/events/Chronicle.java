package dev.quorumvip.operator.events;

import dev.quorumvip.api.ClusterEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes of the cluster's events what is worth an Event.
 *
 * <p>A transition is told when it is known how long it took, which the cluster tells some tenths of a second later, or
 * without that after {@link #PATIENCE}. What is older than {@link #TOO_OLD} is left out: when an operator starts it is told
 * all that agents remember.
 */
final class Chronicle {
    static final Duration TOO_OLD = Duration.ofMinutes(15);
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The reasons of transitions that nobody planned. */
    private static final Set<String> UNPLANNED =
            Set.of("SESSION_EXPIRED", "NODE_RESTARTED", "INTERFACE_LOST", "BIND_FAILED", "UNHEALTHY");

    private record Untimed(String cluster, ClusterEvent event, Instant since) {}

    private final InstantSource wall;
    private final Map<String, Untimed> untimed = new HashMap<>();

    Chronicle(InstantSource wall) {
        this.wall = wall;
    }

    /** What an event gives cause to tell now. */
    List<Notice> happened(String cluster, ClusterEvent event) {
        Instant now = wall.instant();
        String vip = event.vip();
        if (vip == null || Duration.between(at(event, now), now).compareTo(TOO_OLD) > 0) {
            return List.of();
        }
        List<Notice> told = new ArrayList<>();
        switch (event.type()) {
            case TRANSITION -> {
                flush(vip).ifPresent(told::add);
                untimed.put(vip, new Untimed(cluster, event, now));
            }
            case VIP_TIMING -> {
                Untimed transition = untimed.remove(vip);
                if (transition != null) {
                    told.add(moved(transition, Optional.of(event)));
                }
            }
            case RELEASED -> {
                flush(vip).ifPresent(told::add);
                told.add(notice(
                        cluster, event, false, "Released", "Release", "released by " + who(event.from()) + why(event)));
            }
            case ADDRESS_CONFLICT ->
                told.add(notice(
                        cluster,
                        event,
                        true,
                        "ConflictDetected",
                        "Watch",
                        "another machine has an address of it" + detail(event)));
            case ADDRESS_CONFLICT_OVER ->
                told.add(notice(
                        cluster,
                        event,
                        false,
                        "ConflictOver",
                        "Watch",
                        "no other machine is known to have its addresses"));
            default -> {
                // Of members and of the log: nothing about a VIP.
            }
        }
        return told;
    }

    /** What has waited long enough for its times. */
    List<Notice> overdue() {
        Instant now = wall.instant();
        List<String> late = untimed.entrySet().stream()
                .filter(entry -> Duration.between(entry.getValue().since(), now).compareTo(PATIENCE) >= 0)
                .map(Map.Entry::getKey)
                .toList();
        return late.stream().flatMap(vip -> flush(vip).stream()).toList();
    }

    private Optional<Notice> flush(String vip) {
        return Optional.ofNullable(untimed.remove(vip)).map(transition -> moved(transition, Optional.empty()));
    }

    private Notice moved(Untimed transition, Optional<ClusterEvent> timing) {
        ClusterEvent event = transition.event();
        boolean failover = event.from() != null && UNPLANNED.contains(String.valueOf(event.reason()));
        String took = timing.flatMap(t -> Optional.ofNullable(t.times()))
                .map(times -> " in " + times.outageMillis() + " ms")
                .orElse("");
        if (failover) {
            return notice(
                    transition.cluster(),
                    event,
                    true,
                    "FailedOver",
                    "Failover",
                    "failed over from " + event.from() + " to " + who(event.to()) + took + why(event));
        }
        String from = event.from() == null || event.from().equals(event.to()) ? "" : ", handed over by " + event.from();
        return notice(
                transition.cluster(),
                event,
                false,
                "Bound",
                "Bind",
                "bound by " + who(event.to()) + took + from + why(event));
    }

    private Notice notice(
            String cluster, ClusterEvent event, boolean warning, String reason, String action, String note) {
        return new Notice(
                String.valueOf(event.vip()),
                cluster + "/" + event.id(),
                warning,
                reason,
                action,
                note,
                at(event, wall.instant()));
    }

    private static Instant at(ClusterEvent event, Instant otherwise) {
        return event.at() == null ? otherwise : event.at();
    }

    private static String who(@org.jspecify.annotations.Nullable String node) {
        return node == null ? "nobody" : node;
    }

    private static String why(ClusterEvent event) {
        return event.reason() == null ? "" : " (" + event.reason() + ")";
    }

    private static String detail(ClusterEvent event) {
        return event.detail() == null ? "" : ": " + event.detail();
    }
}
