package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.HolderStatus;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.kube.ControlPlane;
import dev.quorumvip.e2e.kube.OperatorReplica;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.kubetesting.KubeAssets;
import dev.quorumvip.tls.TlsRole;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;

/**
 * A cluster whose agents are driven by Kubernetes: a real API server, the operator's process, and one VirtualIP. Agents and
 * operator show each other certificates, as the chart has them do.
 */
@SuppressWarnings("NullAway.Init") // the fields are set before each test
abstract class KubernetesFixture extends ClusterFixture {
    static final String NAME = "web";

    /** From a change of what the agents know to the resource's status. */
    static final Duration SOON = Duration.ofSeconds(5);

    ControlPlane kubernetes;
    OperatorReplica operator;
    private Certificates certificates;

    @BeforeAll
    static void haveKubernetes() {
        assumeTrue(
                KubeAssets.ofEnvironment().isPresent(),
                "skipped: KUBE_ASSETS names no directory with kube-apiserver, etcd and kubectl; bin/test makes one");
    }

    @Override
    void form() throws Exception {
        secure();
        startControlPlane();
        for (Node node : nodes()) {
            startAgent(node);
            kubernetes.register(node);
        }
        operator = startOperator("operator-1");
        apply(NAME, "{addresses: [" + CIDR + "]}");
        awaitServed(Instant.now(), READY);
        awaitReadyOn(NAME, holder(), READY);
        // So that a death leaves a majority.
        assertThat(cluster.awaitVoters(nodes().size(), node(1), READY)).isTrue();
    }

    /** For what is started from now on: the certificates that an installation of the chart makes. */
    void secure() {
        certificates = new Certificates(cluster.directory());
        cluster.askAs(certificates.asOperator());
    }

    void startControlPlane() throws IOException {
        kubernetes = ControlPlane.start(network, KubeAssets.ofEnvironment().orElseThrow(), cluster.directory());
    }

    /** An agent as the DaemonSet starts it. */
    void startAgent(Node node) throws IOException {
        cluster.start(node, secured(cluster.optionsAlone(node)).with("--await-founding", "true"));
    }

    /** With a certificate, and served to the operator. */
    AgentOptions secured(AgentOptions options) throws IOException {
        return options.servingOn("0.0.0.0:" + AgentOptions.HTTP_PORT)
                .with(certificates.optionsFor(options.nodeName(), TlsRole.AGENT));
    }

    OperatorReplica startOperator(String identity) throws IOException {
        return kubernetes.operator(identity, certificates.optionsFor(identity, TlsRole.OPERATOR));
    }

    @Override
    void unform() throws Exception {
        if (operator != null) {
            operator.close();
        }
        if (kubernetes != null) {
            kubernetes.close();
        }
        if (certificates != null) {
            certificates.close();
        }
    }

    /** {@code kubectl apply} of a VirtualIP. */
    void apply(String name, String spec) {
        var outcome = kubernetes.apply(name, spec);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    /** The VirtualIP as the API server has it; empty if it has none, or does not answer. */
    Optional<VirtualIP> virtualIp(String name) {
        return kubernetes.virtualIp(name);
    }

    Optional<VirtualIPStatus> status(String name) {
        return kubernetes.status(name);
    }

    /** {@code STATUS REASON} of a condition. */
    String condition(String name, String type) {
        return status(name).stream()
                .flatMap(status -> status.conditions().stream())
                .filter(condition -> type.equals(condition.getType()))
                .findFirst()
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .orElse("");
    }

    String message(String name, String type) {
        return status(name).stream()
                .flatMap(status -> status.conditions().stream())
                .filter(condition -> type.equals(condition.getType()))
                .findFirst()
                .map(Condition::getMessage)
                .orElse("");
    }

    /** Waits until status names this node, and says that it is ready; returns when that was seen. */
    Instant awaitReadyOn(String name, Node node, Duration limit) {
        awaitStatus(
                name,
                "names " + node,
                limit,
                status -> Optional.ofNullable(status.holder())
                        .map(HolderStatus::node)
                        .filter(node.name()::equals)
                        .isPresent());
        awaitCondition(name, ConditionType.READY, "True Held", limit);
        return Instant.now();
    }

    void awaitStatus(String name, String what, Duration limit, Predicate<VirtualIPStatus> expected) {
        awaitTrue(
                "status of " + name + " " + what,
                limit,
                () -> status(name).filter(expected).isPresent());
    }

    void awaitCondition(String name, String type, String expected, Duration limit) {
        awaitTrue(type + " is " + expected, limit, () -> condition(name, type).equals(expected));
    }

    /** The notes of a VirtualIP's Events of one reason. */
    List<String> events(String name, String reason) {
        return kubernetes.client().events().v1().events().inNamespace("default").list().getItems().stream()
                .filter(event -> event.getRegarding() != null
                        && name.equals(event.getRegarding().getName())
                        && reason.equals(event.getReason()))
                .map(event -> event.getNote())
                .toList();
    }
}
