package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.TransitionTimes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTextTest {
    private static final Instant AT = Instant.parse("2026-01-01T10:00:00.123456Z");

    @Test
    void saysWhatAPersonAsks() {
        assertThat(EventText.of(new ClusterEvent(
                        "5-1", AT, EventType.TRANSITION, "web", null, "n1", "n2", "SESSION_EXPIRED", null, null)))
                .isEqualTo("2026-01-01T10:00:00.123Z  transition       web  n1 -> n2  SESSION_EXPIRED");
        assertThat(EventText.of(new ClusterEvent(
                        "5-2", AT, EventType.TRANSITION, "web", null, null, "n2", "FIRST_ASSIGNMENT", null, null)))
                .endsWith("web  - -> n2  FIRST_ASSIGNMENT");
        assertThat(EventText.of(new ClusterEvent(
                        "6-1", null, EventType.SESSION_EXPIRED, null, "n1", null, null, null, null, "session 4")))
                .isEqualTo("-                         session-expired  n1  session 4");
        assertThat(EventText.of(new ClusterEvent(
                        "6-2", null, EventType.VIP_DELETED, "web", null, null, null, null, null, null)))
                .isEqualTo("-                         vip-deleted      web");
    }

    @Test
    void tellsHowLongATransitionTook() {
        assertThat(EventText.of(timing(new TransitionTimes(0, 9L, 14, 29, 31L))))
                .endsWith("outage 31 ms (closed 9, committed 14, bound 29, announced 31)");
        assertThat(EventText.of(timing(new TransitionTimes(0, null, 4, 9, null))))
                .endsWith("outage 9 ms (committed 4, bound 9)");
    }

    @Test
    void letsNoControlSequenceThrough() {
        assertThat(EventText.of(new ClusterEvent(
                        "6-1", null, EventType.MEMBER_JOINED, null, "n\u001b[2J", null, null, null, null, "at\n")))
                .endsWith("n?[2J  at?");
    }

    private static ClusterEvent timing(TransitionTimes times) {
        return new ClusterEvent(
                "7-1", AT, EventType.VIP_TIMING, "web", null, "n1", "n2", "SESSION_EXPIRED", times, null);
    }
}
