package dev.quorumvip.operator.vip;

import static dev.quorumvip.operator.Samples.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.operator.Samples;
import dev.quorumvip.operator.events.EventPoster;
import dev.quorumvip.operator.quorum.FakeAgents;
import dev.quorumvip.operator.quorum.QuorumListener;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.QuorumWatch;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler with an API server's mock and agents in memory. */
@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // JUnit and setUp fill them in
class VirtualIPReconcilerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private KubernetesClient client;
    private final FakeAgents agents = new FakeAgents(3);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private QuorumWatch watch;
    private EventPoster poster;
    private Operator operator;

    @BeforeEach
    void start() throws Exception {
        try (var definition =
                Files.newInputStream(Path.of("../charts/quorum-vip/crds/virtualips.quorumvip.io-v1.yml"))) {
            client.resource(client.getKubernetesSerialization().unmarshal(definition, CustomResourceDefinition.class))
                    .create();
        }
        AtomicReference<VirtualIPReconciler> told = new AtomicReference<>();
        watch = new QuorumWatch(
                agents,
                agents,
                new QuorumListener() {
                    @Override
                    public void changed(QuorumView before, QuorumView now) {
                        Optional.ofNullable(told.get()).ifPresent(reconciler -> reconciler.changed(before, now));
                    }

                    @Override
                    public void happened(String clusterId, ClusterEvent event) {
                        poster.happened(clusterId, event);
                    }
                },
                System::nanoTime,
                InstantSource.system());
        poster = new EventPoster(
                client,
                "test",
                name -> Optional.ofNullable(told.get()).flatMap(reconciler -> reconciler.virtualIp(name)),
                InstantSource.system());
        VirtualIPReconciler reconciler =
                new VirtualIPReconciler(watch, agents, poster, InstantSource.system(), metrics);
        told.set(reconciler);
        operator = new Operator(overrides -> overrides
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                // The mock knows no server-side apply.
                .withUseSSAToPatchPrimaryResource(false));
        operator.register(
                reconciler,
                config -> config.withGenerationAware(false).withOnUpdateFilter(VirtualIPReconciler::isNews));
        poster.start();
        watch.start();
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.stop();
        watch.close();
        poster.close();
    }

    private Resource<VirtualIP> web() {
        return client.resources(VirtualIP.class).withName("web");
    }

    /** The mock sets a uid and no generation. */
    private VirtualIP create(String spec) {
        VirtualIP made = Samples.virtualIp("web", spec);
        made.getMetadata().setUid(null);
        return client.resource(made).create();
    }

    /** Has the agents know it as the operator told it to them. */
    private void agentsHave(VipState state, String holder) {
        VirtualIP there = web().get();
        VipStatus plain = told("web", state, holder);
        agents.vips.put(
                "web",
                new VipStatus(
                        "web",
                        1,
                        plain.addresses(),
                        Samples.spec(
                                "kubernetes/" + there.getMetadata().getUid(),
                                there.getMetadata().getGeneration(),
                                Map.of()),
                        plain.state(),
                        plain.holder(),
                        false,
                        plain.unable(),
                        null,
                        plain.seen(),
                        null,
                        1));
        agents.tell(new ClusterEvent(
                "9-0", Samples.NOON, EventType.VIP_DEFINED, "web", null, null, null, null, null, null));
    }

    private String condition(String type) {
        return Optional.ofNullable(web().get())
                .map(VirtualIP::getStatus)
                .flatMap(status -> Conditions.find(status.conditions(), type))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .orElse("");
    }

    private void awaitCondition(String type, String expected) {
        await().atMost(LIMIT).until(() -> condition(type).equals(expected));
    }

    @Test
    void tellsTheAgentsAndThenSaysWhatTheySay() {
        create("{addresses: [192.0.2.5/24]}");
        await().atMost(LIMIT).until(() -> agents.asked.stream().anyMatch(ask -> ask.startsWith("put web generation")));
        awaitCondition(ConditionType.READY, "False Pending");

        agentsHave(VipState.HELD, "n1");

        awaitCondition(ConditionType.READY, "True Held");
        awaitCondition(ConditionType.ACCEPTED, "True Accepted");
        assertThat(web().get().getStatus().conditions())
                .extracting(Condition::getType)
                .containsExactlyElementsOf(Conditions.TYPES);
        assertThat(Objects.requireNonNull(web().get().getStatus().holder()).node())
                .isEqualTo("n1");
        assertThat(web().get().getMetadata().getFinalizers()).containsExactly(VirtualIPReconciler.FINALIZER);
    }

    @Test
    void claimsNothingWhenTheAgentsLoseTheirQuorum() {
        create("{addresses: [192.0.2.5/24]}");
        await().atMost(LIMIT)
                .until(() -> !web().get().getMetadata().getFinalizers().isEmpty());
        agentsHave(VipState.HELD, "n1");
        awaitCondition(ConditionType.READY, "True Held");

        agents.withoutQuorum.addAll(java.util.List.of(1, 2, 3));

        awaitCondition(ConditionType.QUORUM_AVAILABLE, "False QuorumLost");
        awaitCondition(ConditionType.READY, "Unknown QuorumLost");
        assertThat(condition(ConditionType.ACCEPTED)).isEqualTo("True Accepted");
        assertThat(web().get().getStatus().holder()).isNull();
        assertThat(Objects.requireNonNull(web().get().getStatus().lastSeen()).node())
                .isEqualTo("n1");
    }

    @Test
    void keepsADeletedResourceUntilTheAgentsHaveItNoMore() {
        create("{addresses: [192.0.2.5/24]}");
        await().atMost(LIMIT)
                .until(() -> !web().get().getMetadata().getFinalizers().isEmpty());
        agentsHave(VipState.HELD, "n1");
        awaitCondition(ConditionType.READY, "True Held");
        String uid = web().get().getMetadata().getUid();
        agents.silent.addAll(java.util.List.of(1, 2, 3));
        await().atMost(LIMIT).until(() -> watch.source().isEmpty());

        web().delete();

        await().during(Duration.ofMillis(500)).atMost(LIMIT).until(() -> web().get() != null);
        assertThat(agents.asked).noneMatch(ask -> ask.startsWith("delete"));

        agents.silent.clear();

        await().atMost(LIMIT).until(() -> web().get() == null);
        assertThat(agents.asked).contains("delete web of kubernetes/" + uid);
    }

    @Test
    void doesNotDeleteAVipOfAnotherOwner() {
        create("{addresses: [192.0.2.5/24]}");
        await().atMost(LIMIT)
                .until(() -> !web().get().getMetadata().getFinalizers().isEmpty());
        agents.vips.put("web", told("web", VipState.HELD, "n1"));

        web().delete();

        await().atMost(LIMIT).until(() -> web().get() == null);
        assertThat(agents.asked).noneMatch(ask -> ask.startsWith("delete"));
        assertThat(agents.vips).containsKey("web");
    }

    @Test
    void movesItOnceAndTakesTheAnnotationAway() {
        create("{addresses: [192.0.2.5/24]}");
        await().atMost(LIMIT)
                .until(() -> !web().get().getMetadata().getFinalizers().isEmpty());
        agentsHave(VipState.HELD, "n1");
        awaitCondition(ConditionType.READY, "True Held");

        web().edit(vip -> {
            vip.getMetadata().setAnnotations(new java.util.HashMap<>(Map.of(MoveRequests.ANNOTATION, "n2")));
            return vip;
        });

        await().atMost(LIMIT).until(() -> agents.asked.contains("move web to n2"));
        await().atMost(LIMIT)
                .until(() -> !web().get().getMetadata().getAnnotations().containsKey(MoveRequests.ANNOTATION));
        await().atMost(LIMIT)
                .until(() -> client.events().v1().events().inNamespace("default").list().getItems().stream()
                        .anyMatch(event -> "HandoverRequested".equals(event.getReason())));
        assertThat(agents.asked.stream().filter("move web to n2"::equals)).hasSize(1);
    }

    @Test
    void takesOverAVipWhoseResourceIsNoMore() {
        agents.vips.put("web", told("web", VipState.HELD, "n1"));
        create("{addresses: [192.0.2.5/24]}");
        await().atMost(LIMIT).until(() -> agents.asked.stream().anyMatch(ask -> ask.startsWith("put web over")));
    }

    @Test
    void isQuietWhenNothingIsNew() {
        create("{addresses: [192.0.2.5/24]}");
        await().atMost(LIMIT)
                .until(() -> !web().get().getMetadata().getFinalizers().isEmpty());
        agentsHave(VipState.HELD, "n1");
        awaitCondition(ConditionType.READY, "True Held");
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        double reconciled = metrics.counter("quorumvip.operator.reconciles").count();

        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        assertThat(metrics.counter("quorumvip.operator.reconciles").count()).isEqualTo(reconciled);
    }
}
