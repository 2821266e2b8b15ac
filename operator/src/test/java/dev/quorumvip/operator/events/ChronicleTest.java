package dev.quorumvip.operator.events;

import static dev.quorumvip.operator.Samples.CLUSTER;
import static dev.quorumvip.operator.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.TransitionTimes;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChronicleTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Chronicle chronicle = new Chronicle(now::get);

    private static ClusterEvent event(
            String id,
            EventType type,
            @Nullable String from,
            @Nullable String to,
            String reason,
            @Nullable Long millis) {
        return new ClusterEvent(
                id,
                NOON,
                type,
                "web",
                null,
                from,
                to,
                reason,
                millis == null ? null : new TransitionTimes(0, 5L, 10, 20, millis),
                null);
    }

    @Test
    void tellsAFailoverWithItsMillisecondsWhenTheyAreKnown() {
        assertThat(chronicle.happened(CLUSTER, event("9-0", EventType.TRANSITION, "n1", "n2", "SESSION_EXPIRED", null)))
                .isEmpty();
        assertThat(chronicle.happened(CLUSTER, event("10-0", EventType.VIP_TIMING, "n1", "n2", "SESSION_EXPIRED", 31L)))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.reason()).isEqualTo("FailedOver");
                    assertThat(notice.warning()).isTrue();
                    assertThat(notice.note()).isEqualTo("failed over from n1 to n2 in 31 ms (SESSION_EXPIRED)");
                    assertThat(notice.key()).isEqualTo(CLUSTER + "/9-0");
                });
    }

    @Test
    void tellsATransitionWithoutItsTimesWhenTheyDoNotCome() {
        chronicle.happened(CLUSTER, event("9-0", EventType.TRANSITION, null, "n2", "FIRST_ASSIGNMENT", null));
        assertThat(chronicle.overdue()).isEmpty();

        now.set(NOON.plus(Chronicle.PATIENCE));

        assertThat(chronicle.overdue()).singleElement().satisfies(notice -> {
            assertThat(notice.reason()).isEqualTo("Bound");
            assertThat(notice.warning()).isFalse();
            assertThat(notice.note()).isEqualTo("bound by n2 (FIRST_ASSIGNMENT)");
        });
        assertThat(chronicle.overdue()).isEmpty();
    }

    @Test
    void tellsAPlannedMoveAsNoFailover() {
        chronicle.happened(CLUSTER, event("9-0", EventType.TRANSITION, "n1", "n2", "MOVED", null));
        assertThat(chronicle.happened(CLUSTER, event("10-0", EventType.VIP_TIMING, "n1", "n2", "MOVED", 12L)))
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.note()).isEqualTo("bound by n2 in 12 ms, handed over by n1 (MOVED)"));
    }

    @Test
    void tellsOfATransitionBeforeTheNextOne() {
        chronicle.happened(CLUSTER, event("9-0", EventType.TRANSITION, null, "n2", "FIRST_ASSIGNMENT", null));
        assertThat(chronicle.happened(CLUSTER, event("11-0", EventType.RELEASED, "n2", null, "DRAINED", null)))
                .extracting(Notice::reason)
                .containsExactly("Bound", "Released");
    }

    @Test
    void leavesOutWhatIsLongPast() {
        now.set(NOON.plus(Chronicle.TOO_OLD).plusMillis(1));
        assertThat(chronicle.happened(CLUSTER, event("9-0", EventType.RELEASED, "n1", null, "DRAINED", null)))
                .isEmpty();
    }

    @Test
    void tellsOfConflictsAndTheirEnd() {
        assertThat(chronicle.happened(
                        CLUSTER, event("9-0", EventType.ADDRESS_CONFLICT, null, null, "WHILE_HELD", null)))
                .extracting(Notice::reason)
                .containsExactly("ConflictDetected");
        assertThat(chronicle.happened(
                        CLUSTER, event("12-0", EventType.ADDRESS_CONFLICT_OVER, null, null, "WHILE_HELD", null)))
                .extracting(Notice::reason)
                .containsExactly("ConflictOver");
    }

    @Test
    void saysNothingOfMembers() {
        assertThat(chronicle.happened(
                        CLUSTER,
                        new ClusterEvent(
                                "9-0", NOON, EventType.MEMBER_JOINED, null, "n1", null, null, null, null, null)))
                .isEmpty();
    }
}
