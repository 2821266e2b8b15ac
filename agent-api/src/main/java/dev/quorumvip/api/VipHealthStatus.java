package dev.quorumvip.api;

import java.time.Instant;
import java.util.List;

/**
 * Whether the answering node could serve a virtual IP, as far as its checks tell.
 *
 * @param vip its name
 * @param health {@code PASSING}, {@code FAILING}, or {@code UNKNOWN} until the checks have said
 * @param since when it came to that
 * @param reason why, for people
 * @param checks in the order of the definition
 */
public record VipHealthStatus(String vip, String health, Instant since, String reason, List<CheckStatus> checks) {
    public VipHealthStatus {
        checks = List.copyOf(checks);
    }
}
