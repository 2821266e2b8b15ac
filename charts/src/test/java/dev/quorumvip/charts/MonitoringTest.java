package dev.quorumvip.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard speak of metrics that there are. */
class MonitoringTest {
    private static final Pattern METRIC = Pattern.compile("\\bquorumvip_[a-z_]+\\b");

    @Test
    void everyAlertHasASeverityASummaryAndADescription() {
        List<Map<String, Object>> rules = rules();
        assertThat(rules).hasSizeGreaterThan(8).allSatisfy(rule -> {
            assertThat(rule).containsKeys("alert", "expr");
            assertThat(map(rule, "labels")).containsKey("severity");
            assertThat(map(rule, "annotations")).containsKeys("summary", "description");
        });
        // Prometheus fills these in, and Helm must leave them alone.
        assertThat(rules.toString()).contains("{{ $labels.vip }}");
    }

    @Test
    void alertsAndDashboardUseDocumentedMetrics() throws IOException {
        ConfigMap dashboard = Chart.render("metrics.dashboard.enabled=true").only(ConfigMap.class);
        assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        String json = Objects.requireNonNull(dashboard.getData().get("quorum-vip.json"));
        String operations = Files.readString(Path.of("../docs/OPERATIONS.md"));
        Set<String> used = new TreeSet<>(metrics(json));
        used.addAll(metrics(rules().toString()));
        assertThat(used)
                .hasSizeGreaterThan(10)
                .allSatisfy(metric -> assertThat(operations).contains("`" + metric.replaceFirst("_bucket$", "") + "`"));
    }

    private static Set<String> metrics(String text) {
        return new TreeSet<>(
                METRIC.matcher(text).results().map(MatchResult::group).toList());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules() {
        GenericKubernetesResource rule = Chart.render("metrics.prometheusRule.enabled=true").objects().stream()
                .filter(object -> object.getKind().equals("PrometheusRule"))
                .map(GenericKubernetesResource.class::cast)
                .findFirst()
                .orElseThrow();
        List<Map<String, Object>> groups = Objects.requireNonNull(rule.get("spec", "groups"));
        return (List<Map<String, Object>>)
                Objects.requireNonNull(groups.getFirst().get("rules"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> of, String key) {
        return (Map<String, Object>) Objects.requireNonNull(of.get(key));
    }
}
