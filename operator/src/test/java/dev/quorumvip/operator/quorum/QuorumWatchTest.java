package dev.quorumvip.operator.quorum;

import static dev.quorumvip.operator.Samples.NOON;
import static dev.quorumvip.operator.Samples.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.SightingStatus;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuorumWatchTest {
    private final FakeAgents agents = new FakeAgents(3);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Reach> reached = new CopyOnWriteArrayList<>();
    private @Nullable QuorumWatch watch;

    private QuorumWatch watch() {
        QuorumWatch started = new QuorumWatch(
                agents,
                agents,
                new QuorumListener() {
                    @Override
                    public void changed(QuorumView before, QuorumView now) {
                        reached.add(now.reach());
                    }

                    @Override
                    public void happened(String clusterId, ClusterEvent event) {
                        heard.add(event.id());
                    }
                },
                System::nanoTime,
                InstantSource.system());
        started.start();
        watch = started;
        return started;
    }

    @AfterEach
    void close() {
        if (watch != null) {
            watch.close();
            assertThat(watch.live()).isFalse();
        }
    }

    private static void awaitView(QuorumWatch watch, Predicate<QuorumView> expected) {
        await().atMost(Duration.ofSeconds(20)).until(() -> expected.test(watch.view()));
    }

    private static ClusterEvent event(String id, String vip) {
        return new ClusterEvent(id, NOON, EventType.TRANSITION, vip, null, "n1", "n2", "MOVED", null, null);
    }

    private static boolean holderIs(QuorumView view, String node) {
        return view.vip("web")
                .map(VipStatus::holder)
                .filter(holder -> holder.name().equals(node))
                .isPresent();
    }

    @Test
    void readsFromTheLeader() {
        agents.leader = 2;
        agents.vips.put("web", told("web", VipState.HELD, "n1"));
        QuorumWatch watch = watch();
        awaitView(watch, view -> view.confirmed() && holderIs(view, "n1"));
        assertThat(watch.source())
                .hasValueSatisfying(source -> assertThat(source.node()).isEqualTo("n2"));
        assertThat(watch.view().members()).containsOnlyKeys("n1", "n2", "n3");
    }

    @Test
    void readsAgainWhatAnEventConcerns() {
        agents.vips.put("web", told("web", VipState.HELD, "n1"));
        QuorumWatch watch = watch();
        awaitView(watch, view -> holderIs(view, "n1"));
        await().until(() -> agents.asked.contains("follow n1"));

        agents.vips.put("web", told("web", VipState.HELD, "n2"));
        agents.tell(event("9-0", "web"));

        awaitView(watch, view -> holderIs(view, "n2"));
        assertThat(heard).containsExactly("9-0");
    }

    @Test
    void goesOnWithAnotherAgentAfterTheLastEventItHeard() {
        agents.vips.put("web", told("web", VipState.HELD, "n1"));
        QuorumWatch watch = watch();
        await().until(() -> agents.asked.contains("follow n1"));
        agents.tell(event("9-0", "web"));
        await().until(() -> heard.contains("9-0"));

        agents.leader = 3;
        agents.silent.add(1);

        await().atMost(Duration.ofSeconds(20)).until(() -> agents.asked.contains("follow n3 after 9-0"));
        assertThat(reached).containsOnly(Reach.CONFIRMED);
    }

    @Test
    void claimsNothingWhenNoMajorityAnswersAnybody() {
        agents.vips.put("web", told("web", VipState.HELD, "n1"));
        QuorumWatch watch = watch();
        awaitView(watch, QuorumView::confirmed);

        agents.withoutQuorum.addAll(List.of(1, 2, 3));

        awaitView(watch, view -> view.reach() == Reach.NO_QUORUM);
        assertThat(watch.view().vips()).isEmpty();
        assertThat(watch.view().confirmedAt()).isPresent();
        assertThat(watch.source()).isEmpty();
    }

    @Test
    void isNotWokenByTheTimesOfWhatWasSeen() throws Exception {
        agents.vips.put("web", seenAt(NOON));
        QuorumWatch watch = watch();
        awaitView(watch, view -> holderIs(view, "n1"));
        VipStatus before = watch.view().vip("web").orElseThrow();
        agents.asked.clear();

        agents.vips.put("web", seenAt(NOON.plusNanos(1)));

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        agents.asked.stream().filter("status of n1"::equals).count() >= 2);
        assertThat(watch.view().vip("web")).contains(before);
        assertThat(before.seen())
                .singleElement()
                .satisfies(seen -> assertThat(seen.macs()).containsExactly("02:00:00:00:00:01"));
    }

    private static VipStatus seenAt(Instant time) {
        return told("web", VipState.HELD, "n1")
                .withSeen(List.of(new SightingStatus("192.0.2.5", List.of("02:00:00:00:00:01"), "HOLDER", time, time)));
    }

    @Test
    void saysWhoCannotBeReachedWhenNobodyCan() {
        agents.silent.addAll(List.of(1, 2, 3));
        QuorumWatch watch = watch();
        awaitView(watch, view -> view.detail().contains("n3: cannot reach"));
        assertThat(watch.view().reach()).isEqualTo(Reach.UNREACHABLE);
    }

    @Test
    void believesNobodyWhileTwoClustersAreSeen() {
        agents.clusters.put(3, "another");
        QuorumWatch watch = watch();
        awaitView(watch, view -> view.reach() == Reach.SPLIT);
        assertThat(watch.source()).isEmpty();
    }

    @Test
    void noticesThatThereAreNoAgentsAnyMore() {
        QuorumWatch watch = watch();
        awaitView(watch, QuorumView::confirmed);
        agents.vanish();
        awaitView(watch, view -> view.reach() == Reach.NO_AGENTS);
    }

    @Test
    void readsAgainWhatIsNotSettled() {
        agents.vips.put("web", told("web", VipState.ASSIGNED, "n1"));
        QuorumWatch watch = watch();
        awaitView(watch, view -> holderIs(view, "n1"));
        agents.vips.put("web", told("web", VipState.HELD, "n1"));
        awaitView(watch, view -> view.vip("web").orElseThrow().state() == VipState.HELD);
        assertThat(agents.asked).contains("vip web of n1");
    }
}
