package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

class BootTimeClockTest {
    private final BootTimeClock clock = new BootTimeClock();

    @Test
    void countsSinceBoot() throws Exception {
        // proc_uptime(5): seconds since boot with two decimals, time spent in suspend included.
        double before = clock.nanos() / 1e9;
        double uptime = new Scanner(Files.readString(Path.of("/proc/uptime")))
                .useLocale(Locale.ROOT)
                .nextDouble();
        double after = clock.nanos() / 1e9;
        assertThat(uptime).isBetween(before - 0.02, after + 0.02);
    }

    @Test
    void runsAsFastAsTheJvmsClockAndNeverBack() {
        long last = clock.nanos();
        long start = last;
        long jvmStart = System.nanoTime();
        while (System.nanoTime() - jvmStart < 20_000_000) {
            long now = clock.nanos();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        long jvmElapsed = System.nanoTime() - jvmStart;
        assertThat(clock.nanos() - start).isGreaterThanOrEqualTo(jvmElapsed);
    }
}
