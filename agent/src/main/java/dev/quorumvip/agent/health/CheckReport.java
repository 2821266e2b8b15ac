package dev.quorumvip.agent.health;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one check. One that several VIPs share has one count.
 *
 * @param since when it came to this state
 * @param last the latest result; empty before the first
 * @param lastAt when that came
 * @param passed how many runs passed
 * @param failed how many runs failed, late ones included
 */
public record CheckReport(
        String name,
        CheckKind kind,
        CheckState state,
        Instant since,
        Optional<ProbeResult> last,
        Optional<Instant> lastAt,
        long passed,
        long failed) {}
