package dev.quorumvip.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A virtual IP's last change of holder: a dated event, not a statement about now.
 *
 * @param from name of the node that had it; null when nobody did
 * @param to name of the node that got it; null when nobody did
 * @param reason why, as a stable word such as {@code SESSION_EXPIRED}
 * @param at when the leader proposed it, by the leader's wall clock
 * @param durationMillis from the detection of the cause to the first announcement, or to the binding where none could
 *     be sent; null until the new holder has told
 * @param times the steps of that; null until the new holder has told
 */
public record VipTransition(
        @Nullable String from,
        @Nullable String to,
        String reason,
        Instant at,
        @Nullable Long durationMillis,
        @Nullable TransitionTimes times) {}
