package dev.quorumvip.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.bench.failover.FailoverBench;
import dev.quorumvip.e2e.net.NetworkNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trial of one fault: the benchmark measures something, writes it all down, and leaves nothing behind. */
class BenchIT {
    @Test
    void measuresOneTrialAndLeavesNothingBehind(@TempDir Path output) throws Exception {
        List<String> before = NetworkNamespace.names();
        int exit = FailoverBench.execute(
                "--trials",
                "1",
                "--profiles",
                "balanced",
                "--faults",
                "partition",
                "--seed",
                "1",
                "--output",
                output.toString());
        assertThat(exit).isZero();
        List<String> trials = Files.readAllLines(output.resolve("trials.csv"));
        assertThat(trials).hasSize(3);
        List<String> names = List.of(trials.getFirst().split(","));
        List<String> partition = List.of(trials.get(1).split(","));
        assertThat(partition).contains("partition", "quorum-vip balanced");
        double outage = Double.parseDouble(partition.get(names.indexOf("outage_ms")));
        assertThat(outage).isBetween(100.0, 3_000.0);
        assertThat(Integer.parseInt(partition.get(names.indexOf("replies_lost"))))
                .isGreaterThan(40);
        assertThat(output.resolve("failover.md")).content().contains("| partition", "bin/bench failover");
        assertThat(output.resolve("failover.svg")).isNotEmptyFile();
        assertThat(NetworkNamespace.names()).containsExactlyElementsOf(before);
        assertThat(output.resolve("stages")).isEmptyDirectory();
    }
}
