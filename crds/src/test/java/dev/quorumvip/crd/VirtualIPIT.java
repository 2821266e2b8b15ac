package dev.quorumvip.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.kubetesting.ApiServerExtension;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The definition, as an API server takes it. */
class VirtualIPIT {
    @RegisterExtension
    static final ApiServerExtension KUBE = new ApiServerExtension();

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static String saidAtInstallation = "";

    @BeforeAll
    static void install() {
        saidAtInstallation = Definition.install(KUBE.server());
    }

    @AfterEach
    void deleteAll() {
        KUBE.admin().resources(VirtualIP.class).delete();
    }

    private static VirtualIP vip(String spec) {
        return YAML.unmarshal("metadata: {name: web}\nspec:\n" + spec.indent(2), VirtualIP.class);
    }

    private static VirtualIP create(String spec) {
        return KUBE.admin().resource(vip(spec)).create();
    }

    private static VirtualIP stored() {
        return KUBE.admin().resources(VirtualIP.class).withName("web").get();
    }

    /** As people do it, so that nothing but the server fills in defaults. */
    private static String patch(String spec) {
        return KUBE.server()
                .kubectl()
                .attempt("", "patch", "vip", "web", "--type=merge", "-p", "{\"spec\":" + spec + "}")
                .output();
    }

    @Test
    void isEstablishedWithoutAWarning() {
        CustomResourceDefinition definition = KUBE.admin()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("virtualips.quorumvip.io")
                .get();

        assertThat(saidAtInstallation)
                .isEqualTo(
                        "customresourcedefinition.apiextensions.k8s.io/virtualips.quorumvip.io serverside-applied\n");
        assertThat(definition.getStatus().getConditions().stream()
                        .collect(Collectors.toMap(
                                CustomResourceDefinitionCondition::getType,
                                CustomResourceDefinitionCondition::getStatus)))
                .containsEntry("Established", "True")
                .containsEntry("NamesAccepted", "True")
                .doesNotContainKey("NonStructuralSchema");
    }

    @Test
    void fillsInTheDefaultsThatTheJavaTypesHave() {
        KUBE.server().kubectl().attempt("""
                        apiVersion: quorumvip.io/v1alpha1
                        kind: VirtualIP
                        metadata: {name: web}
                        spec:
                          addresses: [192.0.2.5/24]
                          healthChecks:
                          - name: web
                            http: {port: 443, scheme: HTTPS, tls: {}}
                          - name: port
                            tcp: {port: 80}
                        """, "create", "-f", "-");

        String json = KUBE.server().kubectl().run("get", "vip", "web", "-o", "jsonpath={.spec}");

        assertThat(YAML.unmarshal(json, Map.class)).isEqualTo(YAML.unmarshal("""
                addresses: [192.0.2.5/24]
                announcement: {count: 5, interval: 100ms, refresh: 10s}
                conflictPolicy: Refuse
                healthChecks:
                - name: web
                  http:
                    port: 443
                    scheme: HTTPS
                    host: 127.0.0.1
                    path: /
                    method: GET
                    statuses: [200-299]
                    tls: {skipVerify: false}
                  interval: 1s
                  failureThreshold: 3
                  successThreshold: 2
                  startDelay: 0s
                - name: port
                  tcp: {port: 80, host: 127.0.0.1}
                  interval: 1s
                  failureThreshold: 3
                  successThreshold: 2
                  startDelay: 0s
                ifNoneHealthy: Release
                interfaceBySubnet: false
                lockDelay: 1s
                onQuorumLoss: Release
                paused: false
                preemption: {policy: Never}
                """, Map.class));
        assertThat(stored().getSpec()).isEqualTo(vip("""
                addresses: [192.0.2.5/24]
                healthChecks:
                - name: web
                  http: {port: 443, scheme: HTTPS, tls: {}}
                - name: port
                  tcp: {port: 80}
                """).getSpec());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{addresses: [192.0.2.5/32]}",
                "{addresses: [192.0.2.4/31, 192.0.2.5/31]}",
                "{addresses: [192.0.2.127/24, 10.0.128.255/16, 128.0.0.1/1]}",
                "{addresses: [\"2001:db8::5/64\"]}",
                "{addresses: [\"fe80::5/64\", \"2001:db8::/127\", \"2001:db8::ffff/112\", 192.0.2.5/24]}",
                "{addresses: [192.0.2.5/24], interface: \"br-??*\"}",
                "{addresses: [192.0.2.5/24], interfaceBySubnet: true}",
                "{addresses: [192.0.2.5/24], nodeSelector: {topology.kubernetes.io/zone: a, node-role: \"\"}}",
                "{addresses: [192.0.2.5/24], preferredNodes: [n2, ip-10-0-0-1.ec2.internal]}",
                "{addresses: [192.0.2.5/24], preemption: {policy: Always}}",
                "{addresses: [192.0.2.5/24], preemption: {policy: Delayed, delay: 1.5h}}",
                "{addresses: [192.0.2.5/24], announcement: {count: 20, interval: 10ms, refresh: 1h}}",
                "{addresses: [192.0.2.5/24], failover: {profile: Conservative}}",
                "{addresses: [192.0.2.5/24], failover: {leaseDuration: 1s, renewInterval: 200ms}}",
                "{addresses: [192.0.2.5/24], conflictPolicy: Report, ifNoneHealthy: Stay, onQuorumLoss: Keep, paused: true}",
                "{addresses: [192.0.2.5/24], lockDelay: 0s}",
                "{addresses: [192.0.2.5/24], healthChecks: [{name: a, interval: 100ms, timeout: 100ms, tcp: {port: 1, host: \"::1\"}}]}",
                "{addresses: [192.0.2.5/24], healthChecks: [{name: a, exec: {command: [/bin/true, \"\", x]}, startDelay: 1h}]}",
                "{addresses: [192.0.2.5/24], healthChecks: [{name: a, http: {port: 65535, host: web.example, path: \"/a?b=%20\", method: POST, headers: {X-A: \"b c\", X-B: \"\"}, hostHeader: \"[::1]:80\", statuses: [\"204\", 300-599], body: ok}}]}",
            })
    void takesWhatIsRightAndGivesItBackUnchanged(String spec) {
        create(spec);

        assertThat(stored().getSpec()).isEqualTo(vip(spec).getSpec());
    }

    @Test
    void takesTheLargestThereCanBe() {
        create(LargestSpec.yaml());

        assertThat(stored().getSpec().healthChecks()).hasSize(16);
        assertThat(patch("{\"paused\":true}")).isEqualTo("virtualip.quorumvip.io/web patched\n");
    }

    @Test
    void refusesAnUpdateThatWouldNotBeTakenAsNew() {
        create("{addresses: [192.0.2.5/24], preemption: {policy: Delayed, delay: 5s}}");

        assertThat(patch("{\"addresses\":[\"192.0.2.0/24\"]}")).contains("'192.0.2.0/24' is the network's own address");
        assertThat(patch("{\"addresses\":null}")).contains("spec.addresses: Required value");
        assertThat(patch("{\"preemption\":{\"policy\":\"Always\"}}"))
                .contains("spec.preemption.delay: Forbidden: 'delay' goes with the policy Delayed only");
        assertThat(patch("{\"preemption\":{\"delay\":null}}"))
                .contains("spec.preemption.delay: Required value: 'delay' is missing");
        assertThat(stored().getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void letsEveryFieldBeChanged() {
        create("{addresses: [192.0.2.5/24], interface: eth0, onQuorumLoss: Keep}");

        assertThat(patch("{\"addresses\":[\"2001:db8::5/64\"],\"interface\":null,\"interfaceBySubnet\":true,"
                        + "\"onQuorumLoss\":\"Release\"}"))
                .isEqualTo("virtualip.quorumvip.io/web patched\n");
        assertThat(stored().getSpec())
                .isEqualTo(vip("{addresses: [\"2001:db8::5/64\"], interfaceBySubnet: true}")
                        .getSpec());
        assertThat(stored().getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void leavesAloneWhatAnEarlierReleaseTookAsLongAsItIsNotChanged() {
        String lenient = Definition.yaml().replace("duration('1h')", "duration('9h')");
        assertThat(lenient).isNotEqualTo(Definition.yaml());
        Definition.install(KUBE.server(), lenient);
        awaitRule(() -> create("{addresses: [192.0.2.5/24], lockDelay: 2h}"));
        Definition.install(KUBE.server());
        awaitRule(() -> assertThat(patch("{\"lockDelay\":\"3h\"}")).contains("must be a duration from 0s to 1h"));

        // The server warns before it.
        assertThat(patch("{\"paused\":true}")).endsWith("virtualip.quorumvip.io/web patched\n");
        assertThat(patch("{\"lockDelay\":\"4h\"}")).contains("must be a duration from 0s to 1h");
        assertThat(stored().getSpec().lockDelay()).isEqualTo("2h");
    }

    /** A definition that was changed is not followed at once. */
    private static void awaitRule(Runnable attempt) {
        long begun = System.nanoTime();
        while (true) {
            try {
                attempt.run();
                return;
            } catch (KubernetesClientException | AssertionError e) {
                if (System.nanoTime() - begun > 20_000_000_000L) {
                    throw e;
                }
            }
        }
    }

    @Test
    void changesStatusByItsOwnRouteAlone() {
        VirtualIP vip = create("{addresses: [192.0.2.5/24]}");
        vip.setStatus(status());

        KUBE.admin().resource(vip).update();
        assertThat(stored().getStatus()).isNull();

        KUBE.admin().resource(stored()).editStatus(now -> {
            now.setStatus(status());
            now.setSpec(vip("{addresses: [192.0.2.99/24]}").getSpec());
            return now;
        });
        assertThat(stored().getStatus()).isEqualTo(status());
        assertThat(stored().getSpec().addresses()).containsExactly("192.0.2.5/24");
        assertThat(stored().getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void refusesAConditionThatIsNone() {
        VirtualIP vip = create("{addresses: [192.0.2.5/24]}");
        vip.setStatus(YAML.unmarshal(
                "{\"conditions\": [{\"type\": \"Ready\", \"status\": \"yes\", \"reason\": \"not a word\"}]}",
                VirtualIPStatus.class));

        assertThatThrownBy(() -> KUBE.admin().resource(vip).updateStatus())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("status.conditions[0].status: Unsupported value: \"yes\"")
                .hasMessageContaining("status.conditions[0].reason: Invalid value: \"not a word\"")
                .hasMessageContaining("status.conditions[0].lastTransitionTime: Required value");
    }

    @Test
    void showsWhatMattersInColumns() {
        VirtualIP vip = create("{addresses: [192.0.2.5/24, \"2001:db8::5/64\"]}");
        vip.setStatus(status());
        KUBE.admin().resource(vip).updateStatus();

        assertThat(KUBE.server().kubectl().run("get", "virtualips"))
                .matches("NAME +ADDRESS +HOLDER +READY +QUORUM +LAST-FAILOVER +AGE\n"
                        + "web +192\\.0\\.2\\.5/24,2001:db8::5/64 +n1 +True +True +[0-9]+[a-z0-9]* +[0-9]+s\n");
        assertThat(KUBE.server().kubectl().run("get", "vip", "-o", "wide"))
                .matches("NAME .* AGE +INTERFACE +MAC +REASON +TRANSITIONS +ELIGIBLE\n"
                        + "web .* eth0 +02:4d:00:00:00:01 +Held +7 +\\[\"n1\",\"n2\"\\]\n");
        assertThat(KUBE.server().kubectl().run("get", "quorumvip")).contains("192.0.2.5/24,2001:db8::5/64");
    }

    @Test
    void explainsItsFields() {
        assertThat(KUBE.server().kubectl().run("explain", "vip.spec.preemption.policy"))
                .contains("Never: it stays where it is. Always: it moves at once.");
    }

    private static VirtualIPStatus status() {
        Instant bound = Instant.parse("2026-01-01T10:00:00.250Z");
        return new VirtualIPStatus(
                1L,
                4L,
                List.of("192.0.2.5/24", "2001:db8::5/64"),
                "192.0.2.5/24,2001:db8::5/64",
                new HolderStatus("n1", "eth0", "02:4d:00:00:00:01", bound),
                List.of("n1", "n2"),
                7L,
                new TransitionStatus(
                        "n2", "n1", "SESSION_EXPIRED", bound.minusMillis(29), bound, bound.plusMillis(2), 31L),
                List.of(
                        new NodeStatus("n1", true, List.of(), null),
                        new NodeStatus("n2", true, List.of(), "02:4d:00:00:00:01"),
                        new NodeStatus("n3", false, List.of("HEALTH_CHECK_FAILED"), null)),
                null,
                List.of(condition(ConditionType.READY, "Held"), condition(ConditionType.QUORUM_AVAILABLE, "Majority")));
    }

    private static Condition condition(String type, String reason) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage("")
                .withObservedGeneration(1L)
                .withLastTransitionTime("2026-01-01T10:00:00Z")
                .build();
    }
}
