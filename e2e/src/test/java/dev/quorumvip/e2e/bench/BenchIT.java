package dev.quorumvip.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.bench.failover.FailoverBench;
import dev.quorumvip.e2e.bench.scale.ScaleBench;
import dev.quorumvip.e2e.net.NetworkNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of each benchmark as little as it takes: it measures something, writes it all down, and leaves nothing behind. */
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

    @Test
    void measuresHowItGrowsAndLeavesNothingBehind(@TempDir Path output) throws Exception {
        List<String> before = NetworkNamespace.names();
        int exit = ScaleBench.execute("--vips", "6", "--seconds", "1", "--kills", "1", "--output", output.toString());
        assertThat(exit).isZero();
        String row = Files.readAllLines(output.resolve("scale.md")).stream()
                .filter(line -> line.startsWith("| 6 |"))
                .findFirst()
                .orElseThrow();
        List<String> cells = Stream.of(row.split("\\|")).map(String::strip).toList();
        assertThat(cells.get(2)).as("spread").isEqualTo("1 to 2");
        assertThat(Double.parseDouble(cells.get(5).split(" ")[0])).as("memory").isBetween(50.0, 400.0);
        assertThat(cells.getLast()).as("with two").isEqualTo("0");
        assertThat(output.resolve("scale.svg")).isNotEmptyFile();
        assertThat(NetworkNamespace.names()).containsExactlyElementsOf(before);
    }
}
