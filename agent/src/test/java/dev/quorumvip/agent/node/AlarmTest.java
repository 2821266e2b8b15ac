package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmTest {
    private final LoopBench bench = new LoopBench();
    private final long start = bench.clock.nanos();
    private final List<Duration> rung = new ArrayList<>();
    private final Alarm alarm = new Alarm(bench.loop, () -> rung.add(Duration.ofNanos(bench.clock.nanos() - start)));

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void ringsOnceAtTheEarliestTimeAskedFor() {
        bench.run(() -> {
            alarm.within(Duration.ofMillis(100));
            alarm.within(Duration.ofMillis(30));
            alarm.within(Duration.ofMillis(60));
            alarm.within(Duration.ofMillis(30));
        });
        bench.advance(Duration.ofMillis(200));
        assertThat(rung).containsExactly(Duration.ofMillis(30));
    }

    @Test
    void ringsAgainWhenAskedAgain() {
        bench.run(() -> alarm.within(Duration.ofMillis(100)));
        bench.advance(Duration.ofMillis(50));
        bench.run(() -> alarm.within(Duration.ofMillis(10)));
        bench.advance(Duration.ofMillis(10));
        bench.run(() -> alarm.within(Duration.ofMillis(40)));
        bench.advance(Duration.ofMillis(200));
        assertThat(rung).containsExactly(Duration.ofMillis(60), Duration.ofMillis(100));
    }
}
