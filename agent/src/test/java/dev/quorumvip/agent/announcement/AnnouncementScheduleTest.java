package dev.quorumvip.agent.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementScheduleTest {
    private static final AnnouncementSchedule SCHEDULE =
            new AnnouncementSchedule(3, Duration.ofNanos(10), Duration.ofNanos(1000));

    @Test
    void sendsABurstAtOnceThenRefreshes() {
        List<Long> sends = new ArrayList<>();
        long last = 500;
        for (int sent = 0; sent < 5; sent++) {
            last = SCHEDULE.nextSendNanos(last, sent);
            sends.add(last);
        }
        assertThat(sends).containsExactly(500L, 510L, 520L, 1520L, 2520L);
    }

    @Test
    void refreshesAfterABurstOfOne() {
        AnnouncementSchedule single = new AnnouncementSchedule(1, Duration.ofNanos(10), Duration.ofNanos(1000));
        assertThat(single.nextSendNanos(7, 0)).isEqualTo(7);
        assertThat(single.nextSendNanos(7, 1)).isEqualTo(1007);
    }

    @Test
    void owesOneSendOnlyAfterALongPause() {
        long resumedAt = 1_000_000;
        assertThat(SCHEDULE.nextSendNanos(520, 3)).isLessThan(resumedAt);
        assertThat(SCHEDULE.nextSendNanos(resumedAt, 4)).isEqualTo(resumedAt + 1000);
    }

    @Test
    void goesOnWhenTheClockWrapsAround() {
        long next = SCHEDULE.nextSendNanos(Long.MAX_VALUE, 1);
        assertThat(next - Long.MAX_VALUE).isEqualTo(10);
    }

    @Test
    void refusesNumbersThatAnnounceNothingOrWithoutPause() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnnouncementSchedule(0, second, second))
                .withMessageContaining("burstCount");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnnouncementSchedule(1, Duration.ZERO, second))
                .withMessageContaining("burstInterval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnnouncementSchedule(1, second, Duration.ofNanos(-1)))
                .withMessageContaining("refreshInterval");
    }
}
