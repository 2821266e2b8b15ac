package dev.quorumvip.e2e.bench.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FootprintTest {
    @Test
    void readsMemoryAndProcessorTimeFromProc() {
        assertThat(ProcessCost.residentMegabytes("Name:\tjava\nVmRSS:\t  100000 kB\nRssAnon:\t 5 kB\n"))
                .isEqualTo(102.4, within(1e-9));
        assertThat(ProcessCost.processorTime("7 (a (b) c) S 1 7 7 0 -1 4194560 9 0 0 0 150 25 0 0 20 0"))
                .isEqualTo(Duration.ofMillis(1750));
        assertThat(ProcessCost.residentMegabytes(ProcessHandle.current().pid())).isGreaterThan(10);
        assertThat(ProcessCost.processorTime(ProcessHandle.current().pid())).isPositive();
    }

    @Test
    void readsTheJvmsStops() {
        assertThat(Stops.of("""
                        [0.5s] Safepoint "G1CollectForAllocation", Time since last: 1 ns, Reaching safepoint: 2 ns, At safepoint: 3 ns, Leaving safepoint: 4 ns, Total: 1500000 ns, Threads: 1 runnable, 10 total
                        [0.7s] Safepoint "Cleanup", Time since last: 1 ns, Total:   250000 ns, Threads: 0 runnable
                        """)).containsExactly(1.5, 0.25);
    }

    @Test
    void showsEachVariantInALine() {
        FootprintTable table = new FootprintTable(List.of(
                new Footprint(
                        Variant.SHIPPED,
                        List.of(110.0, 112.0, 118.0),
                        List.of(1.0, 2.0, 1.5),
                        List.of(600.0, 500.0),
                        List.of(1.25, 0.5)),
                new Footprint(Variant.ZGC, List.of(200.0), List.of(4.0), List.of(900.0), List.of())));
        assertThat(table.toString())
                .contains("| as shipped | 112 (118) | 1.5 (2.0) | 550 (600) | 1.3 (1.3) |")
                .contains("| ZGC | 200 (200) | 4.0 (4.0) | 900 (900) | none |");
    }

    @Test
    void refusesVariantsThatThereAreNot() {
        assertThat(FootprintBench.execute("--variants", "shipped,epsilon")).isEqualTo(2);
        assertThat(FootprintBench.execute("--starts", "0")).isEqualTo(2);
    }
}
