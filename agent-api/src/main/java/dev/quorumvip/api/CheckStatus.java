package dev.quorumvip.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One health check on the answering node. One that several virtual IPs share has one count.
 *
 * @param name as in the definition
 * @param kind {@code http}, {@code tcp} or {@code exec}
 * @param state {@code PASSING}, {@code FAILING}, or {@code UNKNOWN} until it has said
 * @param since when it came to that
 * @param lastResult the latest answer, for people; null before the first
 * @param lastAt when that came; null before the first
 * @param passed how many runs passed
 * @param failed how many runs failed
 */
public record CheckStatus(
        String name,
        String kind,
        String state,
        Instant since,
        @Nullable String lastResult,
        @Nullable Instant lastAt,
        long passed,
        long failed) {}
