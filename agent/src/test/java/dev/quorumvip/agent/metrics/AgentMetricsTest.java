package dev.quorumvip.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {
    private final PrometheusMeterRegistry registry = AgentMetrics.newRegistry();
    private final AgentMetrics metrics = new AgentMetrics(registry, "1.2.3");

    @Test
    void showsGaugesAtZeroBeforeAnythingHappens() {
        assertThat(registry.scrape().lines())
                .contains(
                        "quorumvip_lease_valid 0.0",
                        "quorumvip_quorum 0.0",
                        "quorumvip_is_leader 0.0",
                        "quorumvip_term 0.0",
                        "quorumvip_events_dropped_total 0.0",
                        "quorumvip_build_info{version=\"1.2.3\"} 1");
    }

    @Test
    void countsByTypeAndReason() {
        metrics.datagramSent("renewal");
        metrics.datagramReceived("ack");
        metrics.datagramDropped("replayed");
        metrics.datagramDropped("replayed");
        metrics.transition("web", "SESSION_EXPIRED");
        metrics.announcementSent("reply");
        metrics.netlinkError(99);
        metrics.voterRefused("SESSION_CLOSED");
        metrics.renewalRefused("STALE_VOTER_SET");
        metrics.eventDropped();

        assertThat(registry.scrape().lines())
                .contains(
                        "quorumvip_datagrams_sent_total{type=\"renewal\"} 1.0",
                        "quorumvip_datagrams_received_total{type=\"ack\"} 1.0",
                        "quorumvip_datagrams_dropped_total{reason=\"replayed\"} 2.0",
                        "quorumvip_vip_transitions_total{reason=\"SESSION_EXPIRED\",vip=\"web\"} 1.0",
                        "quorumvip_announcements_sent_total{kind=\"reply\"} 1.0",
                        "quorumvip_netlink_errors_total{errno=\"99\"} 1.0",
                        "quorumvip_voter_refusals_total{reason=\"SESSION_CLOSED\"} 1.0",
                        "quorumvip_renewal_refusals_total{reason=\"STALE_VOTER_SET\"} 1.0",
                        "quorumvip_events_dropped_total 1.0");
    }

    @Test
    void showsWhenTheCertificateExpiresAndCountsItsChanges() {
        AtomicReference<Instant> expires = new AtomicReference<>(Instant.ofEpochSecond(2_000_000_000));
        metrics.certificateExpires(expires::get);
        metrics.certificateReloaded("taken");
        metrics.certificateReloaded("refused");

        assertThat(registry.scrape().lines())
                .contains(
                        "quorumvip_tls_certificate_expiry_timestamp_seconds 2.0E9",
                        "quorumvip_tls_reloads_total{outcome=\"taken\"} 1.0",
                        "quorumvip_tls_reloads_total{outcome=\"refused\"} 1.0");
        expires.set(Instant.ofEpochSecond(2_100_000_000));
        assertThat(registry.scrape()).contains("quorumvip_tls_certificate_expiry_timestamp_seconds 2.1E9");
    }

    @Test
    void timesInSecondsWithBuckets() {
        metrics.renewalAcknowledged(Duration.ofMillis(3));
        metrics.leaseExtended(Duration.ofMillis(420));
        metrics.leaseExtended(Duration.ofMillis(-5));
        metrics.fsynced(Duration.ofMillis(30));
        metrics.outage("web", "session_expired", Duration.ofMillis(31));
        metrics.outage("web", "node_stopping", Duration.ofMillis(4));

        assertThat(registry.scrape().lines())
                .contains(
                        "quorumvip_renewal_round_trip_seconds_bucket{le=\"0.002\"} 0",
                        "quorumvip_renewal_round_trip_seconds_bucket{le=\"0.005\"} 1",
                        "quorumvip_lease_margin_seconds_bucket{le=\"0.005\"} 1",
                        "quorumvip_lease_margin_seconds_bucket{le=\"0.5\"} 2",
                        "quorumvip_disk_fsync_seconds_bucket{le=\"0.025\"} 0",
                        "quorumvip_disk_fsync_seconds_bucket{le=\"0.05\"} 1",
                        "quorumvip_vip_outage_seconds_bucket{reason=\"session_expired\",le=\"0.02\"} 0",
                        "quorumvip_vip_outage_seconds_bucket{reason=\"session_expired\",le=\"0.05\"} 1",
                        "quorumvip_vip_outage_seconds_bucket{reason=\"node_stopping\",le=\"0.005\"} 1",
                        "quorumvip_vip_last_outage_seconds{vip=\"web\"} 0.004");
    }

    @Test
    void gaugesFollowTheirLastValue() {
        metrics.leaseValid(true);
        metrics.quorum(true);
        metrics.settling(true);
        metrics.leadership(true, 7);
        assertThat(registry.scrape().lines())
                .contains(
                        "quorumvip_lease_valid 1.0",
                        "quorumvip_quorum 1.0",
                        "quorumvip_voters_settling 1.0",
                        "quorumvip_is_leader 1.0",
                        "quorumvip_term 7.0");

        metrics.leaseValid(false);
        metrics.quorum(false);
        metrics.settling(false);
        metrics.leadership(false, 8);
        assertThat(registry.scrape().lines())
                .contains(
                        "quorumvip_lease_valid 0.0",
                        "quorumvip_quorum 0.0",
                        "quorumvip_voters_settling 0.0",
                        "quorumvip_is_leader 0.0",
                        "quorumvip_term 8.0");
    }

    @Test
    void forgetsVipsThatAreGone() {
        metrics.holds("web", true);
        metrics.holds("db", false);
        assertThat(registry.scrape().lines())
                .contains("quorumvip_vip_holder{vip=\"web\"} 1.0", "quorumvip_vip_holder{vip=\"db\"} 0.0");

        metrics.holds("web", false);
        metrics.forget("db");
        metrics.forget("never-heard-of");
        assertThat(registry.scrape())
                .contains("quorumvip_vip_holder{vip=\"web\"} 0.0")
                .doesNotContain("vip=\"db\"");

        metrics.holds("db", true);
        assertThat(registry.scrape().lines()).contains("quorumvip_vip_holder{vip=\"db\"} 1.0");
    }

    @Test
    void forgetsAllThatIsToldOfAVipThatIsGone() {
        metrics.holds("web", true);
        metrics.holds("db", false);
        metrics.keeps(List.of("web"));
        metrics.healths(Map.of("web", Optional.of(false), "db", Optional.empty()));
        metrics.transition("web", "moved");
        metrics.outage("web", "moved", Duration.ofMillis(4));
        assertThat(registry.scrape().lines())
                .contains(
                        "quorumvip_vip_kept_without_quorum{vip=\"web\"} 1.0", "quorumvip_vip_healthy{vip=\"web\"} 0.0")
                .doesNotContain("quorumvip_vip_healthy{vip=\"db\"} 0.0");

        metrics.keeps(List.of());
        metrics.healths(Map.of());
        metrics.forget("web");
        assertThat(registry.scrape()).doesNotContain("vip=\"web\"");
    }

    /** Whoever watches the agent reads what there is in one place. */
    @Test
    void everyMetricIsInTheDocumentation() throws IOException {
        metrics.holds("web", true);
        metrics.conflict("while_held");
        metrics.keeps(List.of("web"));
        metrics.healths(Map.of("web", Optional.of(true)));
        metrics.node("n1", 1);
        metrics.datagramSent("renewal");
        metrics.datagramReceived("ack");
        metrics.datagramDropped("replayed");
        metrics.transition("web", "moved");
        metrics.outage("web", "moved", Duration.ofMillis(4));
        metrics.announcementSent("reply");
        metrics.healthChecked("http", "passed", Duration.ofMillis(1));
        metrics.voterRefused("SESSION_CLOSED");
        metrics.renewalRefused("STALE_VOTER_SET");
        metrics.fenceLayer("timer", true);
        metrics.watchQueue("agent", () -> 0);
        String documentation = Files.readString(Path.of("../docs/OPERATIONS.md"));
        List<String> names = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE quorumvip_"))
                .map(line -> line.split(" ")[2])
                .filter(name -> !name.endsWith("_seconds_max"))
                .toList();
        assertThat(names).hasSizeGreaterThan(20);
        assertThat(names).allSatisfy(name -> assertThat(documentation).contains("`" + name));
    }

    @Test
    void asksForTheQueueDepthAtEachScrape() {
        int[] depth = {3};
        metrics.watchQueue("agent", () -> depth[0]);
        assertThat(registry.scrape().lines()).contains("quorumvip_queue_depth{queue=\"agent\"} 3.0");

        depth[0] = 0;
        assertThat(registry.scrape().lines()).contains("quorumvip_queue_depth{queue=\"agent\"} 0.0");
    }

    @Test
    void showsTheJvmsMemory() {
        assertThat(registry.scrape()).contains("jvm_memory_used_bytes{area=\"heap\"");
    }
}
