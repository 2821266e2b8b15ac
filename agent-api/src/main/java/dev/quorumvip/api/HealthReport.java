package dev.quorumvip.api;

import java.util.List;

/**
 * Body of {@code GET /v1/health}: the health checks that the answering node runs.
 *
 * @param vips those virtual IPs that have checks and that this node may hold, by name
 */
public record HealthReport(List<VipHealthStatus> vips) {
    public HealthReport {
        vips = List.copyOf(vips);
    }
}
