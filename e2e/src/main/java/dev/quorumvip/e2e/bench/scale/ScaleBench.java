package dev.quorumvip.e2e.bench.scale;

import dev.quorumvip.e2e.bench.BenchProgram;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.report.MachineFacts;
import dev.quorumvip.e2e.bench.report.MarkdownReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program behind {@code bin/bench scale}: exits with 0 when every virtual IP of a killed node came back and none was
 * answered for by two, with 1 otherwise, and with 2 when it was called wrongly.
 */
@Command(
        name = "bench scale",
        description =
                "One, ten, a hundred and a thousand virtual IPs on five nodes: time to add them, what an agent costs,"
                        + " and how a node's death is borne. Writes scale.md and scale.svg.",
        mixinStandardHelpOptions = true)
public final class ScaleBench extends BenchProgram {
    @Option(names = "--vips", split = ",", paramLabel = "N", description = "default: 1,10,100,1000")
    private List<Integer> counts = List.of(1, 10, 100, 1_000);

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "fast, balanced or conservative; default: ${DEFAULT-VALUE}")
    private String profile = "balanced";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "idle, for the processor time; default: ${DEFAULT-VALUE}")
    private int seconds = 20;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description =
                    "with each number of virtual IPs, of nodes that do not lead, and then one of the leader; 0 for"
                            + " none at all; default: ${DEFAULT-VALUE}")
    private int kills = 3;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "for scale.md, scale.svg, data and logs; default: a new one in the temporary directory")
    private @Nullable Path output;

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
        if (kills < 0) {
            throw wrong("--kills: 0 or more, not " + kills);
        }
        for (int count : counts) {
            if (count < 1 || count > Fleet.MOST) {
                throw wrong("--vips: 1 to " + Fleet.MOST + " each, not " + count);
            }
        }
        Path place = output == null ? Files.createTempDirectory("quorumvip-scale-") : output;
        ScaleRun run = new ScaleRun(chosen, Duration.ofSeconds(seconds), kills, System.out);
        List<Measurement> measured = new ArrayList<>();
        for (int count : counts) {
            measured.add(run.with(count, place.resolve("vips-" + count)));
        }
        report(measured, place);
        System.out.println("Written to " + place);
        return measured.stream().flatMap(each -> each.kills().stream()).allMatch(ScaleBench::borne) ? 0 : 1;
    }

    private static boolean borne(Measurement.Kill kill) {
        return kill.stayedAway() == 0 && kill.doubleAnswers() == 0;
    }

    private void report(List<Measurement> measured, Path place) throws IOException {
        String command = "bin/bench scale --vips %s --profile %s --seconds %d --kills %d"
                .formatted(
                        counts.stream().map(String::valueOf).collect(Collectors.joining(",")), profile, seconds, kills);
        String text = MarkdownReport.text(
                LocalDate.now(ZoneId.systemDefault()),
                command,
                MachineFacts.here(),
                List.of(),
                new ScaleTable(measured).toString(),
                "Times from a kill are to the next 100 ms.",
                List.of());
        Files.writeString(place.resolve("scale.md"), text);
        Files.writeString(place.resolve("scale.svg"), new GrowthPlot(measured).svg());
        System.out.println();
        System.out.println(text);
    }
}
