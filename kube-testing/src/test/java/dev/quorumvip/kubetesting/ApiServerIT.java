package dev.quorumvip.kubetesting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ApiServerIT {
    @RegisterExtension
    static final ApiServerExtension KUBE = new ApiServerExtension();

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToData("key", "value")
                .build();
    }

    @Test
    void servesTheSameObjectsAtTheSamePlaceAfterARestart() {
        KUBE.admin().resource(configMap("kept")).create();
        Path kubeconfig = KUBE.server().adminKubeconfig();
        String url = KUBE.server().url();

        KUBE.server().stop();

        assertThatThrownBy(() -> KUBE.admin().resource(configMap("kept")).get())
                .isInstanceOf(KubernetesClientException.class);

        KUBE.server().restart();

        assertThat(KUBE.server().url()).isEqualTo(url);
        assertThat(KUBE.admin().resource(configMap("kept")).get().getData()).containsEntry("key", "value");
        assertThat(KUBE.server().kubectl(kubeconfig).run("get", "configmap", "kept", "-o", "name"))
                .isEqualTo("configmap/kept\n");
    }

    @Test
    void letsAServiceAccountDoWhatItsRoleSaysAndNothingElse() {
        KUBE.admin().resource(configMap("readable")).create();
        KUBE.server().kubectl().run("create", "role", "reader", "--verb=get", "--resource=configmaps");
        KUBE.server()
                .kubectl()
                .run("create", "rolebinding", "reader", "--role=reader", "--serviceaccount=default:reader");

        try (KubernetesClient reader = KUBE.server().clientOf("default", "reader")) {
            assertThat(reader.resource(configMap("readable")).get()).isNotNull();
            assertThatThrownBy(() -> reader.resource(configMap("another")).create())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("system:serviceaccount:default:reader")
                    .hasMessageContaining("cannot create resource");
        }
        assertThat(KUBE.server()
                        .kubectl(KUBE.server().kubeconfigOf("default", "reader"))
                        .attempt("", "get", "secrets")
                        .output())
                .contains("forbidden");
    }

    @Test
    void leavesNothingButLogsBehind(@TempDir Path directory) {
        ApiServer server =
                ApiServer.start(new ApiServerOptions(KubeAssets.ofEnvironment().orElseThrow(), directory));
        assertThat(server.url()).isNotEqualTo(KUBE.server().url());

        server.close();

        assertThat(directory).isDirectoryNotContaining(file -> !file.toString().endsWith(".log"));
        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .filter(line -> line.contains(directory.toString())))
                .isEmpty();
    }

    @Test
    void tellsWhatTheServerSaidIfItDoesNotStart(@TempDir Path directory) {
        ApiServerOptions wrong =
                new ApiServerOptions(KubeAssets.ofEnvironment().orElseThrow(), directory).with("--no-such-flag=1");

        assertThatIllegalStateException()
                .isThrownBy(() -> ApiServer.start(wrong))
                .withMessageContaining("unknown flag: --no-such-flag");
        assertThat(directory).isDirectoryNotContaining(Files::isDirectory);
    }

    @Test
    void servesInANetworkNamespace(@TempDir Path directory) throws IOException, InterruptedException {
        assumeThat(System.getProperty("user.name"))
                .as("namespaces are made by root alone")
                .isEqualTo("root");
        String namespace = "quorumvip-kube-" + ProcessHandle.current().pid();
        ip("netns", "add", namespace);
        try {
            ip("-n", namespace, "link", "set", "lo", "up");
            ApiServerOptions options = new ApiServerOptions(
                            KubeAssets.ofEnvironment().orElseThrow(), directory)
                    .inNamespace(namespace, "127.0.0.1");
            try (ApiServer server = ApiServer.start(options)) {
                assertThat(server.kubectl().run("get", "namespace", "default", "-o", "name"))
                        .isEqualTo("namespace/default\n");
                assertThatThrownBy(() -> server.admin().namespaces().list())
                        .isInstanceOf(KubernetesClientException.class);
            }
        } finally {
            ip("netns", "delete", namespace);
        }
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", command).isZero();
    }
}
