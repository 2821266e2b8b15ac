package dev.quorumvip.agent.cli;

import dev.quorumvip.api.CheckStatus;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.VipHealthStatus;
import java.time.Instant;
import java.util.Objects;

/** Health checks as a table, a line for each. */
final class HealthText {
    private HealthText() {}

    static String of(HealthReport report, Instant now) {
        if (report.vips().isEmpty()) {
            return "No virtual IP that this node may hold has health checks.";
        }
        TextTable table =
                new TextTable().row("VIP", "HEALTH", "CHECK", "KIND", "STATE", "PASSED", "FAILED", "LAST", "SINCE");
        for (VipHealthStatus vip : report.vips()) {
            for (CheckStatus check : vip.checks()) {
                table.row(
                        vip.vip(),
                        vip.health(),
                        check.name(),
                        check.kind(),
                        check.state(),
                        String.valueOf(check.passed()),
                        String.valueOf(check.failed()),
                        Objects.requireNonNullElse(check.lastResult(), ""),
                        Ago.text(check.since(), now));
            }
        }
        return table.toString();
    }
}
