package dev.quorumvip.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import dev.quorumvip.charts.Chart.Rendered;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {
    private static final int DNS_NAME = 2;

    @Test
    void lintFindsNothing() {
        LintResult result = Chart.helm().lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("WARN") || message.contains("ERROR"));
    }

    static Stream<List<String>> valuesThatMayBe() {
        return Stream.of(
                List.of(),
                List.of("fullnameOverride=other", "image.digest=sha256:" + "0".repeat(64)),
                List.of("agent.ipv6=true", "agent.interface=bond0.7", "agent.maxUnavailable=10%", "agent.maxVoters=3"),
                List.of("operator.replicas=1", "operator.hostNetwork=true", "operator.serviceAccount.name=mine"),
                List.of("clusterSecret.existingSecret=mine", "networkPolicy.enabled=true"),
                List.of("tls.mode=cert-manager"),
                List.of("tls.mode=cert-manager", "tls.certManager.issuerRef.name=mine"),
                List.of("tls.mode=existing", "tls.existing.agentSecret=a", "tls.existing.operatorSecret=o"),
                List.of(
                        "metrics.podMonitor.enabled=true",
                        "metrics.prometheusRule.enabled=true",
                        "metrics.dashboard.enabled=true"));
    }

    @ParameterizedTest
    @MethodSource("valuesThatMayBe")
    void everyObjectIsOfThisReleaseAndItsNamespace(List<String> values) {
        Rendered rendered = Chart.render(values.toArray(String[]::new));
        assertThat(rendered.yaml()).doesNotContain("<no value>", "<nil>", "%!");
        assertThat(rendered.objects()).isNotEmpty().allSatisfy(object -> {
            assertThat(Rendered.labels(object)).containsEntry("app.kubernetes.io/instance", Chart.RELEASE);
            assertThat(object.getMetadata().getNamespace()).isIn(Chart.NAMESPACE, "kube-system", "default", null);
        });
        assertThat(rendered.objects().stream().map(ChartTest::identity)).doesNotHaveDuplicates();
    }

    private static String identity(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }

    @Test
    void agentHasTheNetworksCapabilitiesAndNothingElse() {
        PodSpec pod =
                Chart.render().only(DaemonSet.class).getSpec().getTemplate().getSpec();
        Container agent = pod.getContainers().getFirst();
        SecurityContext rights = agent.getSecurityContext();
        assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(rights.getCapabilities().getAdd()).containsExactly("NET_ADMIN", "NET_RAW");
        assertThat(rights.getPrivileged()).isNull();
        assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getHostPID()).isNull();
        Container owner = pod.getInitContainers().getFirst();
        assertThat(owner.getSecurityContext().getCapabilities().getAdd()).containsExactly("CHOWN");
        assertThat(owner.getCommand()).endsWith("/var/lib/quorumvip");
    }

    @Test
    void agentRunsOnEveryNodeAndOneAtATimeIsReplaced() {
        DaemonSet agents = Chart.render().only(DaemonSet.class);
        PodSpec pod = agents.getSpec().getTemplate().getSpec();
        assertThat(pod.getHostNetwork()).isTrue();
        assertThat(pod.getTolerations()).singleElement().satisfies(all -> {
            assertThat(all.getOperator()).isEqualTo("Exists");
            assertThat(all.getKey()).isNull();
        });
        assertThat(agents.getSpec()
                        .getUpdateStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isEqualTo(1);
    }

    @Test
    void agentIsToldItsNodesNameAndAddress() {
        List<EnvVar> environment = environment(Chart.render("agent.ipv6=true", "agent.restPort=9901"));
        assertThat(environment)
                .filteredOn(variable -> variable.getName().equals("QUORUMVIP_NODE_NAME"))
                .singleElement()
                .satisfies(name -> assertThat(name.getValueFrom().getFieldRef().getFieldPath())
                        .isEqualTo("spec.nodeName"));
        assertThat(environment.stream().map(variable -> variable.getName() + "=" + variable.getValue()))
                .contains(
                        "QUORUMVIP_BIND_CLUSTER=[$(HOST_IP)]:8800",
                        "QUORUMVIP_BIND_HTTP=[$(HOST_IP)]:9901",
                        "QUORUMVIP_AWAIT_FOUNDING=true");
        // Kubernetes replaces $(HOST_IP) only by what stands before it in the list.
        assertThat(environment.getFirst().getName()).isEqualTo("HOST_IP");
    }

    private static List<EnvVar> environment(Rendered rendered) {
        PodSpec pod = rendered.only(DaemonSet.class).getSpec().getTemplate().getSpec();
        return pod.getContainers().getFirst().getEnv();
    }

    @Test
    void operatorHasNoRightsOnItsNode() {
        Deployment operator = Chart.render().only(Deployment.class);
        PodSpec pod = operator.getSpec().getTemplate().getSpec();
        SecurityContext rights = pod.getContainers().getFirst().getSecurityContext();
        assertThat(operator.getSpec().getReplicas()).isEqualTo(2);
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
        assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
        assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(rights.getCapabilities().getAdd()).isEmpty();
    }

    /** The end-to-end tests run the operator with these, and it fails where it lacks one. */
    @Test
    void operatorHasExactlyTheRightsThatItIsTestedWith() throws IOException {
        Rendered tested = new Rendered(Files.readString(Path.of("../e2e/src/main/resources/kube/rbac.yaml")));
        Rendered chart = Chart.render();
        assertThat(rights(chart)).isEqualTo(rights(tested)).isNotEmpty();
    }

    private static Map<String, List<PolicyRule>> rights(Rendered rendered) {
        Map<String, List<PolicyRule>> rights = new TreeMap<>();
        rendered.all(ClusterRole.class).forEach(role -> rights.put("everywhere", role.getRules()));
        rendered.all(Role.class)
                .forEach(role -> rights.put("in " + role.getMetadata().getNamespace(), role.getRules()));
        return rights;
    }

    @Test
    void operatorMayNotReadSecretsNorUseWildcards() {
        Rendered rendered = Chart.render();
        List<PolicyRule> rules = Stream.concat(
                        rendered.all(ClusterRole.class).stream().flatMap(role -> role.getRules().stream()),
                        rendered.all(Role.class).stream().flatMap(role -> role.getRules().stream()))
                .toList();
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.getResources()).doesNotContain("secrets", "*");
            assertThat(rule.getVerbs()).doesNotContain("*", "delete", "deletecollection");
            assertThat(rule.getApiGroups()).doesNotContain("*");
        });
    }

    @Test
    void certificatesOfHelmAreOfOneCaAndNameTheirRole() throws Exception {
        Rendered rendered = Chart.render();
        X509Certificate authority = certificate(rendered, "quorum-vip-ca", "tls.crt");
        assertThat(authority.getBasicConstraints()).isNotNegative();
        for (String role : List.of("agent", "operator")) {
            String secret = "quorum-vip-" + role + "-tls";
            X509Certificate own = certificate(rendered, secret, "tls.crt");
            own.verify(authority.getPublicKey());
            assertThat(own.getSubjectAlternativeNames()).containsExactly(List.of(DNS_NAME, role + ".quorumvip"));
            assertThat(own.getExtendedKeyUsage()).contains("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
            assertThat(certificate(rendered, secret, "ca.crt")).isEqualTo(authority);
        }
    }

    private static X509Certificate certificate(Rendered rendered, String secret, String key) throws Exception {
        byte[] pem = Base64.getDecoder()
                .decode(rendered.named(Secret.class, secret).getData().get(key));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    @Test
    void clusterSecretIsRandom() {
        String one = clusterSecret();
        assertThat(Base64.getDecoder().decode(one)).hasSizeGreaterThanOrEqualTo(32);
        assertThat(clusterSecret()).isNotEqualTo(one);
    }

    private static String clusterSecret() {
        Secret secret = Chart.render().named(Secret.class, "quorum-vip-cluster");
        return Objects.requireNonNull(secret.getData().get("secret"));
    }

    @Test
    void secretsOfOnesOwnAreUsedAndNoneAreMade() {
        Rendered rendered = Chart.render(
                "clusterSecret.existingSecret=mine",
                "tls.mode=existing",
                "tls.existing.agentSecret=a",
                "tls.existing.operatorSecret=o");
        assertThat(rendered.all(Secret.class)).isEmpty();
        assertThat(secretVolumes(
                        rendered.only(DaemonSet.class).getSpec().getTemplate().getSpec()))
                .containsExactlyInAnyOrder("mine", "a");
        assertThat(secretVolumes(
                        rendered.only(Deployment.class).getSpec().getTemplate().getSpec()))
                .containsExactly("o");
    }

    private static List<String> secretVolumes(PodSpec pod) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .map(volume -> volume.getSecret().getSecretName())
                .toList();
    }

    @Test
    void certManagerMakesAuthorityAndCertificates() {
        Rendered rendered = Chart.render("tls.mode=cert-manager");
        assertThat(rendered.objects().stream()
                        .filter(object -> object.getApiVersion().startsWith("cert-manager.io/"))
                        .map(object ->
                                object.getKind() + " " + object.getMetadata().getName()))
                .containsExactlyInAnyOrder(
                        "Issuer quorum-vip-self-signed",
                        "Certificate quorum-vip-ca",
                        "Issuer quorum-vip-ca",
                        "Certificate quorum-vip-agent",
                        "Certificate quorum-vip-operator");
        assertThat(rendered.all(Secret.class).stream()
                        .map(secret -> secret.getMetadata().getName()))
                .containsExactly("quorum-vip-cluster");
    }

    @Test
    void oneOperatorHasNoBudgetAndAnAccountOfOnesOwnIsNotMade() {
        Rendered rendered = Chart.render("operator.replicas=1", "operator.serviceAccount.name=mine");
        assertThat(rendered.all(PodDisruptionBudget.class)).isEmpty();
        assertThat(rendered.all(ServiceAccount.class)).isEmpty();
        assertThat(Chart.render().all(PodDisruptionBudget.class)).hasSize(1);
    }

    @Test
    void operatorsNetworkPolicyLetsItReachAgentsAndTheApiServerOnly() {
        NetworkPolicy policy = Chart.render("networkPolicy.enabled=true").only(NetworkPolicy.class);
        assertThat(policy.getSpec().getEgress().getFirst().getPorts().stream()
                        .map(port -> port.getPort().getIntVal()))
                .containsExactly(9900, 443, 6443);
    }
}
