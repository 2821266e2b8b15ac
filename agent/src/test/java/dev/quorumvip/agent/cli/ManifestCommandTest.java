package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.config.AgentConfigLoader;
import dev.quorumvip.agent.config.ConfigFlags;
import dev.quorumvip.agent.definition.DefinitionReader;
import dev.quorumvip.agent.definition.NoneHealthyPolicy;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.health.HttpCheck;
import dev.quorumvip.agent.health.TlsTrust;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // the directory is set before each test
class ManifestCommandTest {
    private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());
    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIB
            -----END CERTIFICATE-----
            """;

    @TempDir
    Path directory;

    /** What is in the golden file was looked at field by field; it is compared as a tree, not as text. */
    @Test
    void aStaticPodAndItsConfigurationHaveEveryFieldThatTheyNeed() throws Exception {
        Execution run = of("static-pod", all(), "--node-ip", "192.0.2.11");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(documents(run.out())).isEqualTo(golden("static-pod.yaml"));
        assertThat(run.out())
                .contains("# /etc/quorumvip/quorumvip.yaml: ", "# /etc/kubernetes/manifests/quorum-vip.yaml: ");
    }

    @Test
    void aDaemonSetAndItsConfigMapHaveEveryFieldThatTheyNeed() throws Exception {
        Execution run = of("daemonset", all());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(documents(run.out())).isEqualTo(golden("daemonset.yaml"));
    }

    /** The one who reads it is the one who has to start with it. */
    @Test
    void theConfigurationOfTheDaemonSetIsOneThatTheAgentTakes() throws Exception {
        JsonNode configMap = documents(of("daemonset", all()).out()).getFirst();
        Path file = write(configMap
                .at("/data/quorumvip.yaml")
                .asText()
                .replace("/etc/quorumvip/cluster/secret", secret().toString()));
        AgentConfig config = load(
                file, Map.of("QUORUMVIP_BIND_CLUSTER", "192.0.2.12:8800", "QUORUMVIP_BIND_HTTP", "192.0.2.12:9900"));
        assertThat(config.foundingVips()).containsOnlyKeys("control-plane");
        assertThat(config.initialPeers()).hasSize(3);
    }

    @Test
    void whatItWritesIsWhatTheAgentIsFoundedBy() throws Exception {
        Path ca = Files.writeString(directory.resolve("ca.crt"), PEM);
        String configDir = directory.resolve("etc").toString();
        secret();
        Execution run = of(
                "static-pod",
                List.of("--vip", "192.0.2.5/24", "--vip", "192.0.2.6/24", "--vip-name", "api"),
                "--node-ip=192.0.2.11",
                "--peers=192.0.2.11",
                "--interface=eth1",
                "--config-dir=" + configDir,
                "--data-dir=/var/lib/other",
                "--failover-profile=conservative",
                "--health-check-port=8443",
                "--health-check-path=/livez?verbose",
                "--health-check-ca=" + ca);
        assertThat(run.code()).as(run.err()).isZero();

        AgentConfig config =
                load(write(YAML.writeValueAsString(documents(run.out()).getFirst())), Map.of());

        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/other"));
        assertThat(config.bindCluster()).hasToString("192.0.2.11:8800");
        assertThat(config.bindHttp()).hasToString("127.0.0.1:9900");
        assertThat(config.iface()).isEqualTo("eth1");
        assertThat(config.initialPeers()).hasToString("[192.0.2.11:8800]");
        assertThat(config.clusterSecret()).isPresent();
        assertThat(config.failoverProfile()).hasToString("CONSERVATIVE");
        VipDefinition vip = Objects.requireNonNull(config.foundingVips().get("api"));
        assertThat(vip.addresses()).hasToString("[192.0.2.5/24, 192.0.2.6/24]");
        assertThat(vip.ifNoneHealthy()).isEqualTo(NoneHealthyPolicy.STAY);
        assertThat(vip.healthChecks()).singleElement().isInstanceOfSatisfying(HttpCheck.class, check -> {
            assertThat(check.host()).isEqualTo("127.0.0.1");
            assertThat(check.port()).isEqualTo(8443);
            assertThat(check.path()).isEqualTo("/livez?verbose");
            assertThat(check.tls().trust()).isEqualTo(TlsTrust.CA);
            assertThat(check.tls().ca()).hasValue(PEM);
            assertThat(check.tls().serverName()).hasValue("kubernetes");
        });
    }

    /** Whoever reaches REST without TLS may change everything. */
    @Test
    void withoutTlsRestStaysOnTheMachineAndProbesAskItThere() throws Exception {
        Execution run = of("static-pod", plain(), "--node-ip", "192.0.2.11");
        assertThat(run.err()).contains("warning: --tls: without it REST stays on 127.0.0.1");
        JsonNode pod = documents(run.out()).get(1);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode asked = pod.at("/spec/containers/0/" + probe + "/httpGet");
            assertThat(asked.path("scheme").asText()).isEqualTo("HTTP");
            assertThat(asked.path("host").asText()).isEqualTo("127.0.0.1");
        }
        assertThat(pod.at("/spec/containers/0/env").findValuesAsText("name"))
                .containsExactly("QUORUMVIP_NODE_NAME", "QUORUMVIP_HTTP");
        JsonNode daemonSet = documents(of("daemonset", plain()).out()).get(1);
        assertThat(daemonSet.at("/spec/template/spec/containers/0/env").toString())
                .contains("{\"name\":\"QUORUMVIP_BIND_HTTP\",\"value\":\"127.0.0.1:9900\"}")
                .doesNotContain("TLS");
        assertThat(daemonSet.at("/spec/template/spec/volumes").valueStream())
                .extracting(volume -> volume.path("name").asText())
                .containsExactly("data", "config", "cluster-secret", "tmp");
    }

    @Test
    void anIpv6AddressHasBracketsBeforeItsPort() throws Exception {
        String[] options = {
            "--vip", "2001:db8::5/64", "--interface", "eth0", "--peers", "2001:db8::11,2001:db8::12", "--tls"
        };
        JsonNode config = documents(of("static-pod", List.of(options), "--node-ip", "2001:db8::11")
                        .out())
                .getFirst();
        assertThat(config.path("bind-cluster").asText()).isEqualTo("[2001:db8::11]:8800");
        assertThat(config.path("bind-http").asText()).isEqualTo("[2001:db8::11]:9900");
        assertThat(config.at("/initial-peers/1").asText()).isEqualTo("[2001:db8::12]:8800");
        assertThat(of("daemonset", List.of(options)).out()).contains("value: \"[$(HOST_IP)]:8800\"");
    }

    @Test
    void aMachineThatJoinsBringsNoVip() throws Exception {
        List<String> options =
                List.of("--interface", "eth0", "--node-ip", "192.0.2.14", "--join", "192.0.2.11,192.0.2.12");
        Execution run = of("static-pod", options);
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode config = documents(run.out()).getFirst();
        assertThat(config.path("join").toString()).isEqualTo("[\"192.0.2.11:8800\",\"192.0.2.12:8800\"]");
        assertThat(config.has("vips") || config.has("initial-peers")).isFalse();

        Execution refused = of("static-pod", options, "--vip", "192.0.2.5/24", "--health-check-port", "6443");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains("--vip: is of no use with --join", "--health-check-port: is of no use with --join");
        assertThat(of("static-pod", options, "--peers", "192.0.2.14").err())
                .contains("--join: cannot be given together with --peers");
    }

    @Test
    void theUnitIsTheOneOfTheReleaseWithOtherDirectories() throws Exception {
        Execution run = of(
                "systemd",
                all().stream().filter(text -> !text.startsWith("--image")).toList(),
                "--node-ip=192.0.2.11",
                "--data-dir=/var/lib/vip/agent",
                "--config-dir=/etc/vip",
                "--output-dir=" + directory);
        assertThat(run.code()).as(run.err()).isZero();

        String packaged = Files.readString(Path.of("..", "packaging", "quorumvip.service"));
        List<String> ours = lines(Files.readString(directory.resolve("etc/systemd/system/quorumvip.service")));
        List<String> theirs = lines(packaged);
        assertThat(ours).hasSameSizeAs(theirs);
        List<String> changed = new ArrayList<>(ours);
        changed.removeAll(theirs);
        assertThat(changed)
                .containsExactly(
                        "EnvironmentFile=/etc/vip/quorumvip.env",
                        "Environment=QUORUMVIP_DATA_DIR=/var/lib/vip/agent",
                        "StateDirectory=vip/agent");
        assertThat(lines(Files.readString(directory.resolve("etc/vip/quorumvip.env"))))
                .containsExactly(
                        "QUORUMVIP_CONFIG=/etc/vip/quorumvip.yaml",
                        "QUORUMVIP_TLS_CERT_FILE=/etc/vip/tls/tls.crt",
                        "QUORUMVIP_TLS_KEY_FILE=/etc/vip/tls/tls.key",
                        "QUORUMVIP_TLS_CA_FILE=/etc/vip/tls/ca.crt");
        assertThat(YAML.readTree(Files.readString(directory.resolve("etc/vip/quorumvip.yaml")))
                        .path("data-dir")
                        .asText())
                .isEqualTo("/var/lib/vip/agent");
    }

    @Test
    void aUnitMayWriteBelowItsStateDirectoriesAlone() {
        Execution run = of("systemd", plain(), "--node-ip", "192.0.2.11", "--data-dir", "/srv/vip");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--data-dir: must be below /var/lib");
    }

    @Test
    void filesAreWrittenWhereTheyBelongAndTheSameAgainIsNoProblem() throws Exception {
        List<String> options = List.of("--node-ip=192.0.2.11", "--output-dir=" + directory);
        for (int time = 1; time <= 2; time++) {
            Execution run = of("static-pod", all(), options.toArray(String[]::new));
            assertThat(run.code()).as(run.err()).isZero();
        }
        Path pod = directory.resolve("etc/kubernetes/manifests/quorum-vip.yaml");
        assertThat(YAML.readTree(Files.readString(pod)))
                .isEqualTo(golden("static-pod.yaml").get(1));
        assertThat(YAML.readTree(Files.readString(directory.resolve("etc/quorumvip/quorumvip.yaml"))))
                .isEqualTo(golden("static-pod.yaml").getFirst());
        try (Stream<Path> beside = Files.list(pod.resolveSibling("."))) {
            assertThat(beside.map(file -> file.getFileName().toString())).containsExactly("quorum-vip.yaml");
        }
    }

    @Test
    void aFileThatIsThereWithOtherContentIsLeftAloneAndNothingIsWritten() throws Exception {
        Path pod = directory.resolve("etc/kubernetes/manifests/quorum-vip.yaml");
        Files.createDirectories(Objects.requireNonNull(pod.getParent()));
        Files.writeString(pod, "mine");
        Execution run = of("static-pod", all(), "--node-ip=192.0.2.11", "--output-dir=" + directory);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(pod + " is there with other content");
        assertThat(pod).hasContent("mine");
        assertThat(directory.resolve("etc/quorumvip")).doesNotExist();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Execution run = of(
                "static-pod",
                List.of("--vip", "192.0.2.11/33", "--vip", "fe80::1", "--vip-name", "A b", "--interface", "e th0"),
                "--node-ip=192.0.2.11",
                "--peers=192.0.2.12,2001:db8::1,x:8800",
                "--health-check-port=6443a",
                "--health-check-path=x",
                "--health-check-ca=/nope",
                "--data-dir=rel",
                "--config-dir=/etc/a/../b",
                "--image=a b",
                "--failover-profile=quick");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().map(line -> line.strip().split(": ", 2)[0]).distinct())
                .containsExactlyInAnyOrder(
                        "error",
                        "--vip",
                        "--vip-name",
                        "--interface",
                        "--peers",
                        "--health-check-port",
                        "--health-check-path",
                        "--health-check-ca",
                        "--data-dir",
                        "--config-dir",
                        "--image",
                        "--failover-profile");
    }

    @Test
    void whatIsRequiredIsNamed() {
        assertThat(of("static-pod", List.of()).err())
                .contains(
                        "error: 4 problems",
                        "--node-ip: is required",
                        "--peers: is required",
                        "--interface: is required",
                        "--vip: is required");
        assertThat(of("daemonset", List.of()).err()).contains("error: 3 problems");
        assertThat(of("systemd", List.of()).code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--vip=192.0.2.12/24 --vip: 192.0.2.12/24 is a machine's own address",
                "--vip=192.0.2.5/24,--health-check-port=0 --health-check-port: ",
                "--vip=192.0.2.5/24,--health-check-port=65536 --health-check-port: ",
                "--vip=192.0.2.5/24,--health-check-path=/livez --health-check-path: is of no use without",
                "--vip=192.0.2.5/24,--health-check-ca=/nope --health-check-ca: is of no use without",
                "--vip=192.0.2.5/24,--data-dir=/etc/quorumvip/data --data-dir: /etc/quorumvip/data and the configuration",
                "--vip=192.0.2.5/24,--vip=192.0.2.5/24 --vip: ",
                "--vip=web/24 --vip: ",
            })
    void isRefused(String optionsAndAnswer) {
        String[] parts = optionsAndAnswer.split(" ", 2);
        List<String> options = new ArrayList<>(List.of(parts[0].split(",")));
        options.addAll(List.of("--interface=eth0", "--node-ip=192.0.2.11", "--peers=192.0.2.11,192.0.2.12,192.0.2.13"));
        Execution run = of("static-pod", options);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("error: 1 problem in the options", parts[1]);
    }

    /** kubelets of machines that have not joined run no static Pods, so that they are no majority. */
    @Test
    void severalFoundersOfStaticPodsAreWarnedOf() {
        assertThat(of("static-pod", plain(), "--node-ip=192.0.2.11").err())
                .contains("warning: --peers: the virtual IP");
        assertThat(of("systemd", plain(), "--node-ip=192.0.2.11").err()).isEmpty();
    }

    @Test
    void whichManifestHasToBeSaid() {
        Execution run = Execution.of("manifest");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("static-pod, daemonset or systemd");
    }

    /** The one that the golden file is for: the reader of definitions takes it as it stands there. */
    @Test
    void theGoldenDefinitionIsOneThatTheAgentTakes() throws Exception {
        JsonNode definition = golden("static-pod.yaml").getFirst().at("/vips/control-plane");
        assertThat(DefinitionReader.read(new ObjectMapper().readTree(definition.toString())))
                .isInstanceOf(DefinitionReader.Reading.Read.class);
    }

    private static List<String> plain() {
        return List.of("--vip=192.0.2.5/24", "--interface=eth0", "--peers=192.0.2.11,192.0.2.12,192.0.2.13");
    }

    private static List<String> all() {
        return Stream.concat(
                        plain().stream(),
                        Stream.of("--health-check-port=6443", "--tls", "--image=example.org/quorum-vip:1"))
                .toList();
    }

    private static Execution of(String command, List<String> options, String... more) {
        return Execution.of(Stream.of(Stream.of("manifest", command), options.stream(), Arrays.stream(more))
                .flatMap(each -> each)
                .toArray(String[]::new));
    }

    private static List<JsonNode> documents(String yaml) throws Exception {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll();
        }
    }

    private static List<JsonNode> golden(String name) throws Exception {
        try (InputStream in =
                        Objects.requireNonNull(ManifestCommandTest.class.getResourceAsStream("/manifest/" + name));
                var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
            return documents.readAll();
        }
    }

    /** Without blank lines and comments. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private Path secret() throws Exception {
        Path etc = Files.createDirectories(directory.resolve("etc"));
        return Files.writeString(etc.resolve("cluster.secret"), "0123456789abcdef");
    }

    private Path write(String config) throws Exception {
        return Files.writeString(directory.resolve("loaded.yaml"), config);
    }

    private static AgentConfig load(Path file, Map<String, String> environment) throws Exception {
        return new AgentConfigLoader(environment, () -> "cp1")
                .load(new ConfigFlags(Map.of(), Optional.of(file.toString())))
                .config();
    }
}
