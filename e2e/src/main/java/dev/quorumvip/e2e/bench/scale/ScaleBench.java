package dev.quorumvip.e2e.bench.scale;

import dev.quorumvip.e2e.bench.BenchProgram;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.report.MachineFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program behind {@code bin/bench scale}: exits with 0 when every virtual IP of a killed node came back, with 1 when
 * one did not, and with 2 when it was called wrongly.
 */
@Command(
        name = "bench scale",
        description =
                "One, ten, a hundred and a thousand virtual IPs on five nodes: time to add them, what an agent costs,"
                        + " and how a node's death is borne.",
        mixinStandardHelpOptions = true)
public final class ScaleBench extends BenchProgram {
    private static final Duration NOT_BACK = Duration.ofSeconds(4);

    @Option(names = "--vips", split = ",", paramLabel = "N", description = "default: 1,10,100,1000")
    private List<Integer> counts = List.of(1, 10, 100, 1_000);

    @Option(names = "--profile", description = "fast, balanced or conservative; default: ${DEFAULT-VALUE}")
    private String profile = "balanced";

    @Option(names = "--seconds", description = "idle, for the processor time; default: ${DEFAULT-VALUE}")
    private int seconds = 20;

    @Option(names = "--directory", description = "for data and logs; default: a new one in the temporary directory")
    private @Nullable Path directory;

    /** Runs, and exits. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs; answers the exit code. */
    public static int execute(String... arguments) {
        return new CommandLine(new ScaleBench()).execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        QuorumVip chosen = chosen("--profile", profile, QuorumVip.values(), QuorumVip::profile);
        if (seconds < 1) {
            throw wrong("--seconds: at least 1, not " + seconds);
        }
        for (int count : counts) {
            if (count < 1 || count > 10_000) {
                throw wrong("--vips: 1 to 10000 each, not " + count);
            }
        }
        Path place = directory == null ? Files.createTempDirectory("quorumvip-scale-") : directory;
        ScaleRun run = new ScaleRun(chosen, Duration.ofSeconds(seconds), System.out);
        List<Measurement> measured = new ArrayList<>();
        for (int count : counts) {
            measured.add(run.with(count, place.resolve(Integer.toString(count))));
        }
        System.out.println();
        System.out.println(MachineFacts.here());
        System.out.println();
        print(measured);
        return measured.stream().allMatch(each -> each.slowestBack().compareTo(NOT_BACK) < 0) ? 0 : 1;
    }

    private static void print(List<Measurement> measured) {
        System.out.println(
                "| VIPs | added, ms | on a node | idle CPU, % | RSS, MB | killed with | last back, ms | others' lost |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Measurement each : measured) {
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %d | %d to %d | %.1f | %.0f | %d | %d | %d%s |%n",
                    each.vips(),
                    each.added().toMillis(),
                    each.fewest(),
                    each.most(),
                    each.cpuPercent(),
                    each.residentMegabytes(),
                    each.killed(),
                    each.slowestBack().toMillis(),
                    each.othersLost(),
                    each.missedFrames() > 0 ? " (" + each.missedFrames() + " frames unseen)" : "");
        }
    }
}
