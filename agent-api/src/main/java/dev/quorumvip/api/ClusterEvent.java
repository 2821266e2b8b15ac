package dev.quorumvip.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that the cluster's log says has happened. Every node says the same of it, under the same id.
 *
 * @param id {@code INDEX-NUMBER}: the log entry, and which event of that entry; later events have higher ones
 * @param at when the leader proposed the entry, by its wall clock; null where the log does not say
 * @param type what happened
 * @param vip name of the virtual IP; null for events that are about none
 * @param member name of the member; null for events that are about none
 * @param from name of the node that had the virtual IP; null when nobody did
 * @param to name of the node that got the virtual IP; null when nobody did
 * @param reason why, as a stable word such as {@code SESSION_EXPIRED}; null where there is none to tell
 * @param times how long the transition took; only in a {@link EventType#VIP_TIMING}
 * @param detail more, for people
 */
public record ClusterEvent(
        String id,
        @Nullable Instant at,
        EventType type,
        @Nullable String vip,
        @Nullable String member,
        @Nullable String from,
        @Nullable String to,
        @Nullable String reason,
        @Nullable TransitionTimes times,
        @Nullable String detail) {}
