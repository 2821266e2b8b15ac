package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.HolderStatus;
import dev.quorumvip.crd.TransitionStatus;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.e2e.net.NetworkNamespace;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The main way through Kubernetes: what a person applies becomes an address on the wire, what happens to it becomes the
 * resource's status, and nothing of Kubernetes is needed for a failover.
 */
class KubernetesIT extends KubernetesFixture {
    /** What is promised of status: within a second of a transition, on a quiet machine. This one may be busy. */
    private static final Duration STATUS_FOLLOWS = Duration.ofSeconds(3);

    @Override
    boolean whole() {
        return super.whole()
                && operator.isAlive()
                && condition(NAME, ConditionType.READY).equals("True Held");
    }

    private static TransitionStatus transition(VirtualIPStatus status) {
        return Objects.requireNonNull(status.lastTransition());
    }

    private void heal(Node node) {
        cluster.start(node);
        awaitAllReady();
        assertThat(cluster.awaitVoters(nodes().size(), node(1), READY)).isTrue();
    }

    @Test
    void aVirtualIpIsAppliedShownAndDeleted() throws Exception {
        Instant applied = Instant.now();
        apply("second", "{addresses: [10.77.0.51/24]}");
        awaitCondition("second", ConditionType.READY, "True Held", Duration.ofSeconds(10));
        awaitStatus(
                "second",
                "tells how long it took",
                SOON,
                status -> status.lastTransition() != null
                        && status.lastTransition().durationMillis() != null);
        VirtualIPStatus status = status("second").orElseThrow();
        HolderStatus told = Objects.requireNonNull(status.holder());
        Node holder = nodes().stream()
                .filter(node -> node.name().equals(told.node()))
                .findFirst()
                .orElseThrow();
        assertThat(hasAddress(holder, "10.77.0.51")).isTrue();
        assertThat(told.mac()).isEqualTo(holder.mac().toString());
        assertThat(status.observedGeneration()).isEqualTo(1);
        assertThat(status.eligibleNodes()).containsExactlyInAnyOrder("n1", "n2", "n3");
        assertThat(transition(status).boundAt()).isAfter(applied.minusSeconds(5));
        for (String type :
                new String[] {ConditionType.ACCEPTED, ConditionType.PROGRAMMED, ConditionType.QUORUM_AVAILABLE}) {
            assertThat(condition("second", type)).startsWith("True ");
        }
        assertThat(condition("second", ConditionType.ADDRESS_CONFLICT)).startsWith("False ");
        assertThat(kubernetes.kubectl().run("get", "virtualips", "second"))
                .contains("10.77.0.51/24", holder.name(), "True");

        kubernetes.kubectl().run("delete", "virtualip", "second", "--timeout=30s");

        assertThat(nodes()).noneMatch(node -> hasAddress(node, "10.77.0.51"));
        assertThat(rest(node(1)).get("/v1/vips/second").status()).isEqualTo(404);
        assertThat(virtualIp("second")).isEmpty();
    }

    @Test
    void aFailoverIsInTheStatusAndInAnEvent() {
        Node former = holder();
        cluster.kill(former);
        Node next = awaitMovedFrom(former, SERVED_AGAIN);
        awaitReadyOn(NAME, next, STATUS_FOLLOWS);
        awaitStatus(
                NAME,
                "tells how long it took",
                STATUS_FOLLOWS,
                status -> status.lastTransition() != null
                        && status.lastTransition().durationMillis() != null);
        VirtualIPStatus status = status(NAME).orElseThrow();
        assertThat(transition(status).from()).isEqualTo(former.name());
        assertThat(transition(status).to()).isEqualTo(next.name());
        assertThat(transition(status).reason()).isEqualTo("SESSION_EXPIRED");
        awaitTrue(
                "an Event tells of the failover",
                SOON,
                () -> events(NAME, "FailedOver").stream()
                        .anyMatch(note -> note.matches(
                                "failed over from " + former + " to " + next + " in \\d+ ms \\(SESSION_EXPIRED\\)")));
        heal(former);
    }

    @Test
    void itFailsOverWithTheApiServerDeadAndStatusIsRightSoonAfterItIsBack() {
        Node former = holder();
        kubernetes.stop();
        cluster.kill(former);
        Node next = awaitMovedFrom(former, SERVED_AGAIN);
        kubernetes.restart();
        awaitReadyOn(NAME, next, SOON);
        assertThat(operator.isAlive()).isTrue();
        heal(former);
    }

    @Test
    void itFailsOverWithTheOperatorDeadAndTheNextOneGoesOn() throws Exception {
        Node former = holder();
        operator.kill();
        cluster.kill(former);
        Node next = awaitMovedFrom(former, SERVED_AGAIN);
        // The Lease of one that was killed has to run out, unless the next one has its name.
        operator = startOperator("operator-1");
        awaitReadyOn(NAME, next, Duration.ofSeconds(20));
        heal(former);
    }

    @Test
    void itFailsOverWithBothDead() throws Exception {
        Node former = holder();
        kubernetes.stop();
        operator.kill();
        cluster.kill(former);
        Node next = awaitMovedFrom(former, SERVED_AGAIN);
        kubernetes.restart();
        operator = startOperator("operator-1");
        awaitReadyOn(NAME, next, Duration.ofSeconds(20));
        heal(former);
    }

    @Test
    void aCordonedNodeWithTheDrainAnnotationHandsOverUntilItIsUncordoned() {
        Node former = holder();
        kubernetes.kubectl().run("annotate", "node", former.name(), "quorumvip.io/drain=true");
        kubernetes.kubectl().run("cordon", former.name());
        Node next = awaitMovedFrom(former, Duration.ofSeconds(5));
        awaitReadyOn(NAME, next, STATUS_FOLLOWS);
        assertThat(status(NAME).orElseThrow().eligibleNodes()).doesNotContain(former.name());

        kubernetes.kubectl().run("uncordon", former.name());
        awaitStatus(
                NAME,
                "has the node eligible again",
                SOON,
                status -> status.eligibleNodes().contains(former.name()));
    }

    @Test
    void anAnnotationMovesIt() {
        Node former = holder();
        Node to = allBut(former).getFirst();
        kubernetes.kubectl().run("annotate", "virtualip", NAME, "quorumvip.io/move-to=" + to);
        assertThat(awaitMovedFrom(former, Duration.ofSeconds(5))).isEqualTo(to);
        awaitReadyOn(NAME, to, STATUS_FOLLOWS);
        awaitTrue(
                "the annotation is gone, and an Event tells of it",
                SOON,
                () -> !annotations().containsKey("quorumvip.io/move-to")
                        && !events(NAME, "HandoverRequested").isEmpty());
    }

    @Test
    void aMoveThatCannotBeIsRefusedWithAnEvent() {
        Node holder = holder();
        kubernetes.kubectl().run("annotate", "virtualip", NAME, "quorumvip.io/move-to=nobody");
        awaitTrue(
                "the refusal is told",
                SOON,
                () -> !annotations().containsKey("quorumvip.io/move-to")
                        && events(NAME, "MoveRefused").stream().anyMatch(note -> note.contains("nobody")));
        assertThat(holder()).isEqualTo(holder);
    }

    private Map<String, String> annotations() {
        Map<String, String> all = virtualIp(NAME).orElseThrow().getMetadata().getAnnotations();
        return all == null ? Map.of() : all;
    }

    @Test
    void whatKeepsItFromTheWireIsAConditionAndAnEvent() {
        apply("nowhere", "{addresses: [10.77.0.52/24], nodeSelector: {color: blue}}");
        awaitCondition("nowhere", ConditionType.READY, "False NoEligibleNode", SOON);
        awaitTrue("an Event", SOON, () -> !events("nowhere", "NoEligibleNode").isEmpty());

        apply("taken", "{addresses: [" + CIDR + "]}");
        awaitCondition("taken", ConditionType.ACCEPTED, "False AddressInUse", SOON);
        awaitTrue("an Event", SOON, () -> !events("taken", "AddressInUse").isEmpty());
        assertThat(message("taken", ConditionType.ACCEPTED)).contains(VIP);

        apply("faster", "{addresses: [10.77.0.53/24], failover: {profile: Fast}}");
        awaitCondition("faster", ConditionType.ACCEPTED, "False TimingMismatch", SOON);

        apply("cardless", "{addresses: [10.77.0.57/24], interface: eth7}");
        awaitCondition("cardless", ConditionType.READY, "False NoInterface", SOON);
        awaitTrue("an Event", SOON, () -> !events("cardless", "NoInterface").isEmpty());

        kubernetes.client().nodes().withName("n1").edit(node -> {
            node.getMetadata().getLabels().put("color", "blue");
            return node;
        });
        awaitReadyOn("nowhere", node(1), SOON);
        kubernetes.kubectl().run("delete", "virtualip", "nowhere", "taken", "faster", "cardless", "--timeout=30s");
    }

    @Test
    void aConflictOnTheWireIsAConditionAndAnEventUntilItIsOver() {
        NetworkNamespace stranger = network.client();
        stranger.ip("address", "add", "10.77.0.58/32", "dev", Node.INTERFACE);
        apply("disputed", "{addresses: [10.77.0.58/24]}");
        awaitCondition("disputed", ConditionType.ADDRESS_CONFLICT, "True BeforeClaim", SOON);
        awaitCondition("disputed", ConditionType.READY, "False AddressConflict", SOON);
        assertThat(message("disputed", ConditionType.READY)).contains("10.77.0.58", TestNetwork.CLIENT_MAC.toString());
        awaitTrue(
                "an Event names who it is",
                SOON,
                () -> events("disputed", "ConflictDetected").stream()
                        .anyMatch(note -> note.contains(TestNetwork.CLIENT_MAC.toString())));
        assertThat(nodes()).noneMatch(node -> hasAddress(node, "10.77.0.58"));

        stranger.ip("address", "del", "10.77.0.58/32", "dev", Node.INTERFACE);
        awaitCondition("disputed", ConditionType.READY, "True Held", READY);
        awaitCondition("disputed", ConditionType.ADDRESS_CONFLICT, "False NoConflict", READY);
        awaitTrue("an Event", SOON, () -> !events("disputed", "ConflictOver").isEmpty());
        kubernetes.kubectl().run("delete", "virtualip", "disputed", "--timeout=30s");
    }

    @Test
    void aChangedSpecIsCarriedOut() {
        apply("changing", "{addresses: [10.77.0.54/24]}");
        awaitCondition("changing", ConditionType.READY, "True Held", SOON);
        apply("changing", "{addresses: [10.77.0.55/24]}");
        awaitStatus(
                "changing",
                "has the new address",
                SOON,
                status -> Objects.equals(status.observedGeneration(), 2L)
                        && status.addresses().contains("10.77.0.55/24")
                        && status.holder() != null);
        awaitTrue("the old one is gone", SOON, () -> nodes().stream().noneMatch(n -> hasAddress(n, "10.77.0.54")));
        assertThat(nodes()).anyMatch(node -> hasAddress(node, "10.77.0.55"));
        kubernetes.kubectl().run("delete", "virtualip", "changing", "--timeout=30s");
    }

    @Test
    void aSecondReplicaTakesOverAtOnceWhenTheFirstStops() throws Exception {
        try (var second = startOperator("operator-2")) {
            awaitTrue("the second replica is up", READY, () -> output(second).contains("operator started"));
            assertThat(output(second)).doesNotContain("leading identity");
            assertThat(operator.terminate()).isZero();
            awaitTrue(
                    "the second leads",
                    Duration.ofSeconds(10),
                    () -> output(second).contains("reconciling"));
            apply("by-the-second", "{addresses: [10.77.0.56/24]}");
            awaitCondition("by-the-second", ConditionType.READY, "True Held", Duration.ofSeconds(10));
            kubernetes.kubectl().run("delete", "virtualip", "by-the-second", "--timeout=30s");
            assertThat(second.terminate()).isZero();
        }
        operator = startOperator("operator-1");
        awaitTrue("the first leads again", READY, () -> output(operator).contains("reconciling"));
    }

    private static String output(dev.quorumvip.e2e.kube.OperatorReplica replica) {
        try {
            return replica.output();
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
