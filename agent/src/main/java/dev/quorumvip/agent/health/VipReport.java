package dev.quorumvip.agent.health;

import java.time.Instant;
import java.util.List;

/**
 * What is known of one VIP's health.
 *
 * @param since when it came to this
 * @param reason why, for people
 * @param checks in the order of the definition
 */
public record VipReport(VipHealth health, Instant since, String reason, List<CheckReport> checks) {
    public VipReport {
        checks = List.copyOf(checks);
    }
}
