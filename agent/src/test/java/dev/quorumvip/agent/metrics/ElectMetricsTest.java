package dev.quorumvip.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class ElectMetricsTest {
    private final PrometheusMeterRegistry registry = AgentMetrics.newRegistry();
    private final ElectMetrics metrics = new ElectMetrics(registry, "1.2.3", () -> 4.5);

    @Test
    void showsWhereItStandsFromTheStart() {
        assertThat(registry.scrape())
                .contains("quorumvip_elect_leader 0.0")
                .contains("quorumvip_elect_bound 0.0")
                .contains("quorumvip_elect_session 0.0")
                .contains("quorumvip_elect_renewal_age_seconds 4.5")
                .contains("quorumvip_build_info{version=\"1.2.3\"} 1");
    }

    @Test
    void countsChangesOnly() {
        metrics.leads(true);
        metrics.leads(true);
        metrics.leads(false);
        metrics.leads(true);
        metrics.bound(true);
        metrics.takesPart(true);
        metrics.trouble("denied");
        assertThat(registry.scrape())
                .contains("quorumvip_elect_leader 1.0")
                .contains("quorumvip_elect_bound 1.0")
                .contains("quorumvip_elect_session 1.0")
                .contains("quorumvip_elect_transitions_total{to=\"leader\"} 2.0")
                .contains("quorumvip_elect_transitions_total{to=\"follower\"} 1.0")
                .contains("quorumvip_elect_troubles_total{trouble=\"denied\"} 1.0");
    }
}
