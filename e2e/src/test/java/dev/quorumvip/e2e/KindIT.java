package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dajudge.kindcontainer.KindContainer;
import com.marcnuri.helm.Helm;
import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.HolderStatus;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.image.ImageBuild;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.utility.MountableFile;

/**
 * The chart and the image in a cluster that others made: Kind's, whose one node is a container. What there is to say of
 * failovers is said elsewhere; here it is whether an installation as the README has it works on a distribution of Kubernetes.
 */
class KindIT {
    private static final String NAMESPACE = "quorum-vip";
    private static final String NAME = "web";

    /** Not below /tmp, which is a tmpfs in the node, where copies do not arrive. */
    private static final String IMAGE_IN_NODE = "/quorum-vip.tar";

    /** The start of agents and operator on a machine that starts a cluster as well. */
    private static final Duration INSTALLED = Duration.ofMinutes(4);

    private static final Duration GONE = Duration.ofSeconds(60);
    private static final Duration LOOKING = Duration.ofMillis(500);

    /** As {@code ip -4 -o addr} has it: the node's address on Docker's bridge, which ends with the highest of the network. */
    private static final Pattern ADDRESS = Pattern.compile("inet [0-9.]+/([0-9]+) brd ([0-9.]+)\\.([0-9]+) ");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @BeforeAll
    static void haveDocker() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "skipped: no Docker engine answers here, and the node of a Kind cluster is a container; "
                        + "bin/test-cluster makes a cluster without one");
    }

    /** With the download of Kind's node, which is one gigabyte. */
    @Test
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    void theChartIsInstalledAndAVirtualIpIsServedAndTakenOff(@TempDir Path directory) throws Exception {
        Path image = directory.resolve("image.tar");
        ImageBuild.to(image);
        try (KindContainer<?> kind = new KindContainer<>()) {
            kind.start();
            kind.copyFileToContainer(MountableFile.forHostPath(image), IMAGE_IN_NODE);
            onNode(kind, "ctr", "--namespace=k8s.io", "images", "import", IMAGE_IN_NODE);
            Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), kind.getKubeconfig());
            try (KubernetesClient client = clientOf(kind)) {
                install(client, kubeconfig);
                String address = freeAddress(kind);
                client.resource(wanted(address)).create();

                VirtualIPStatus status = awaitReady(client);

                HolderStatus holder = Objects.requireNonNull(status.holder());
                assertThat(holder.node()).isEqualTo(onlyNode(client));
                assertThat(holder.interfaceName()).isEqualTo("eth0");
                assertThat(status.addresses()).containsExactly(address);
                assertThat(isOnNode(kind, address)).isTrue();

                client.resources(VirtualIP.class).withName(NAME).delete();
                await("the VirtualIP is gone")
                        .atMost(GONE)
                        .pollInterval(LOOKING)
                        .until(() -> virtualIp(client).isEmpty());
                assertThat(isOnNode(kind, address)).isFalse();
            }
        }
    }

    private static KubernetesClient clientOf(KindContainer<?> kind) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kind.getKubeconfig()))
                .build();
    }

    /** As the README has it, but for the image, which is in no registry. */
    private static void install(KubernetesClient client, Path kubeconfig) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .addToLabels("pod-security.kubernetes.io/enforce", "privileged")
                        .endMetadata()
                        .build())
                .create();
        Path chart = Launcher.path().resolve("../../charts/quorum-vip").normalize();
        new Helm(chart)
                .install()
                .withName("quorum-vip")
                .withNamespace(NAMESPACE)
                .withKubeConfig(kubeconfig)
                .set("agent.interface", "eth0")
                .set("image.pullPolicy", "Never")
                .call();
    }

    private static VirtualIP wanted(String address) {
        return YAML.unmarshal("""
                apiVersion: quorumvip.io/v1alpha1
                kind: VirtualIP
                metadata: {name: %s}
                spec: {addresses: [%s]}
                """.formatted(NAME, address), VirtualIP.class);
    }

    /** Docker gives addresses out from the lowest; this is the highest. */
    private static String freeAddress(KindContainer<?> kind) throws IOException, InterruptedException {
        String addresses = onNode(kind, "ip", "-4", "-o", "addr", "show", "dev", "eth0", "scope", "global");
        Matcher own = ADDRESS.matcher(addresses);
        assertThat(own.find()).as(addresses).isTrue();
        return own.group(2) + "." + (Integer.parseInt(own.group(3)) - 1) + "/" + own.group(1);
    }

    private static boolean isOnNode(KindContainer<?> kind, String address) throws IOException, InterruptedException {
        String bare = address.substring(0, address.indexOf('/'));
        return onNode(kind, "ip", "-o", "addr", "show", "to", bare).contains(" " + bare + "/");
    }

    private static VirtualIPStatus awaitReady(KubernetesClient client) {
        await("the VirtualIP is ready")
                .atMost(INSTALLED)
                .pollInterval(LOOKING)
                .untilAsserted(() -> assertThat(status(client).flatMap(KindIT::ready))
                        .as(() -> situation(client))
                        .hasValueSatisfying(ready -> assertThat(ready.getStatus())
                                .as(ready.getMessage())
                                .isEqualTo("True")));
        return status(client).orElseThrow();
    }

    private static Optional<VirtualIPStatus> status(KubernetesClient client) {
        return virtualIp(client).map(VirtualIP::getStatus);
    }

    private static Optional<VirtualIP> virtualIp(KubernetesClient client) {
        return Optional.ofNullable(
                client.resources(VirtualIP.class).withName(NAME).get());
    }

    private static String onlyNode(KubernetesClient client) {
        return client.nodes().list().getItems().getFirst().getMetadata().getName();
    }

    private static Optional<Condition> ready(VirtualIPStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(ConditionType.READY))
                .findFirst();
    }

    /** What a person would look at first. */
    private static String situation(KubernetesClient client) {
        StringBuilder text = new StringBuilder();
        client.pods()
                .inNamespace(NAMESPACE)
                .list()
                .getItems()
                .forEach(pod -> text.append(pod.getMetadata().getName())
                        .append(": ")
                        .append(pod.getStatus().getPhase())
                        .append(' ')
                        .append(pod.getStatus().getContainerStatuses())
                        .append('\n'));
        return text.toString();
    }

    private static String onNode(KindContainer<?> kind, String... command) throws IOException, InterruptedException {
        ExecResult result = kind.execInContainer(command);
        assertThat(result.getExitCode())
                .as(() -> Arrays.toString(command) + ": " + result.getStdout() + result.getStderr())
                .isZero();
        return result.getStdout();
    }
}
