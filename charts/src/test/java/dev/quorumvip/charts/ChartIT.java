package dev.quorumvip.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import dev.quorumvip.charts.Chart.Rendered;
import dev.quorumvip.kubetesting.ApiServerExtension;
import dev.quorumvip.kubetesting.Kubectl;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart and a real API server. */
class ChartIT {
    @RegisterExtension
    static final ApiServerExtension KUBE = new ApiServerExtension();

    @ParameterizedTest
    @MethodSource("dev.quorumvip.charts.ChartTest#valuesThatMayBe")
    void apiServerTakesEveryObjectAndKnowsEveryField(List<String> values) {
        namespace(Chart.NAMESPACE);
        Rendered rendered = Chart.render(values.toArray(String[]::new));
        List<HasMetadata> objects = rendered.objects().stream()
                // Definitions of others, which this API server does not have.
                .filter(object -> !object.getApiVersion().matches("(cert-manager.io|monitoring.coreos.com)/.*"))
                .toList();
        assertThat(objects).isNotEmpty();
        String yaml = objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
        Kubectl.Outcome outcome =
                KUBE.server().kubectl().attempt(yaml, "create", "--dry-run=server", "--validate=strict", "-f", "-");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output().lines().filter(line -> line.endsWith("(server dry run)")))
                .hasSameSizeAs(objects);
    }

    @Test
    void secretsStayTheSameOverAnUpgradeAndTheRestChanges() {
        String namespace = "upgraded";
        namespace(namespace);
        Path kubeconfig = KUBE.server().adminKubeconfig();
        InstallCommand install =
                Chart.helm().install().withName("vip").withNamespace(namespace).withKubeConfig(kubeconfig);
        install.call();
        Map<String, Map<String, String>> before = secrets(namespace);
        assertThat(before)
                .containsOnlyKeys(
                        "vip-quorum-vip-cluster",
                        "vip-quorum-vip-ca",
                        "vip-quorum-vip-agent-tls",
                        "vip-quorum-vip-operator-tls");

        UpgradeCommand upgrade = Chart.helm()
                .upgrade()
                .withName("vip")
                .withNamespace(namespace)
                .withKubeConfig(kubeconfig)
                .set("agent.interface", "bond0");
        upgrade.call();
        assertThat(secrets(namespace)).isEqualTo(before);
        DaemonSet agents = KUBE.admin()
                .apps()
                .daemonSets()
                .inNamespace(namespace)
                .withName("vip-quorum-vip-agent")
                .get();
        assertThat(agents.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv())
                .anySatisfy(variable -> assertThat(variable.getValue()).isEqualTo("bond0"));
    }

    private static void namespace(String name) {
        KUBE.admin()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /** What the chart made; not Helm's own notes of the release. */
    private static Map<String, Map<String, String>> secrets(String namespace) {
        return KUBE.admin().secrets().inNamespace(namespace).list().getItems().stream()
                .filter(secret -> !secret.getType().startsWith("helm.sh/"))
                .collect(Collectors.toMap(secret -> secret.getMetadata().getName(), Secret::getData));
    }
}
