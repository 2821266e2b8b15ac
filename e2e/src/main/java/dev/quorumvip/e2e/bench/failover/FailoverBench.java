package dev.quorumvip.e2e.bench.failover;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.BenchProgram;
import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.report.MachineFacts;
import dev.quorumvip.e2e.bench.report.MarkdownReport;
import dev.quorumvip.e2e.bench.report.Measured;
import dev.quorumvip.e2e.bench.report.RawResults;
import dev.quorumvip.e2e.bench.report.ResultTable;
import dev.quorumvip.e2e.bench.report.StatusTable;
import dev.quorumvip.e2e.bench.report.StripPlot;
import dev.quorumvip.e2e.bench.report.Summary;
import dev.quorumvip.e2e.bench.watch.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program behind {@code bin/bench failover}: exits with 0 when no trial of ours had two nodes answering or did not get
 * the VIP back, with 1 otherwise, and with 2 when it was called wrongly.
 */
@Command(
        name = "bench failover",
        description = "Outages and double answers under faults, from outside.",
        mixinStandardHelpOptions = true)
public final class FailoverBench extends BenchProgram {
    @Option(
            names = "--against",
            paramLabel = "RIVAL",
            description =
                    "measure in turn keepalived, with two settings, or ours driven by kubernetes: with all of it there, "
                            + "without its API server, and without API server and operator")
    private @Nullable String against;

    @Option(
            names = "--trials",
            paramLabel = "N",
            description = "of each fault with each system; default: ${DEFAULT-VALUE}")
    private int trials = 20;

    @Option(names = "--profiles", split = ",", paramLabel = "PROFILE", description = "default: fast,balanced")
    private List<String> profiles = List.of("fast", "balanced");

    @Option(names = "--faults", split = ",", paramLabel = "FAULT", description = "default: all but cut-off")
    private List<String> faults = Mishap.USUAL.stream().map(Mishap::key).toList();

    @Option(names = "--seed", paramLabel = "N", description = "repeats the order and the phases of that run")
    private @Nullable Long seed;

    @Option(names = "--output", paramLabel = "DIR", description = "default: a new one in the temporary directory")
    private @Nullable Path output;

    @Option(names = "--keep-logs", description = "leave what the systems wrote in DIR/stages, also where all went well")
    private boolean keepLogs;

    /** Runs, and exits. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs; answers the exit code. */
    public static int execute(String... arguments) {
        return new CommandLine(new FailoverBench()).execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        List<Mishap> mishaps = mishaps();
        Opponents opponents = opponents();
        List<Contender> contenders = new ArrayList<>(timings());
        contenders.addAll(opponents.contenders());
        if (trials < 1) {
            throw wrong("--trials: at least 1, not " + trials);
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1L << 32) : seed;
        Path place = output == null ? Files.createTempDirectory("quorumvip-bench-") : output;
        Files.createDirectories(place);
        System.out.printf("seed %d, results in %s%n", chosen, place);
        try (RawResults raw = new RawResults(place.resolve("trials.csv"))) {
            Path stages = place.resolve("stages").toAbsolutePath();
            Cluster.deleteTree(stages);
            FailoverRun run = new FailoverRun(contenders, mishaps, stages, keepLogs, chosen, raw, System.out);
            run.run(trials);
            report(run, opponents, place, chosen);
            return run.oursHeld() ? 0 : 1;
        }
    }

    private List<Mishap> mishaps() {
        return faults.stream()
                .map(key -> chosen("--faults", key, Mishap.values(), Mishap::key))
                .distinct()
                .toList();
    }

    private List<QuorumVip> timings() {
        return profiles.stream()
                .map(key -> chosen("--profiles", key, QuorumVip.values(), QuorumVip::profile))
                .distinct()
                .toList();
    }

    private Opponents opponents() {
        try {
            return against == null ? Opponents.NONE : Opponents.named(against, timings());
        } catch (IllegalArgumentException e) {
            throw wrong("--against: " + e.getMessage());
        }
    }

    private void report(FailoverRun run, Opponents opponents, Path place, long chosen) throws IOException {
        if (run.measured().isEmpty()) {
            System.out.println("nothing could be measured");
            return;
        }
        List<Summary> summaries = Summary.of(run.measured());
        String text = MarkdownReport.text(
                LocalDate.now(ZoneId.systemDefault()),
                command(chosen),
                MachineFacts.here(),
                opponents.software(),
                tables(run.measured(), summaries, opponents.references()),
                precision(run.measured()),
                run.findings());
        Files.writeString(place.resolve("failover.md"), text);
        Files.writeString(place.resolve("failover.svg"), new StripPlot(Summary.noticed(summaries)).svg());
        System.out.println();
        System.out.println(text);
    }

    private String tables(List<Measured> measured, List<Summary> summaries, List<String> references) {
        String tables = table(summaries, references, false) + "\nAfterwards, when that was mended:\n\n"
                + table(summaries, references, true);
        StatusTable status = new StatusTable(measured);
        return status.isEmpty()
                ? tables
                : tables + "\nFrom the API server's readiness to the right holder in the status:\n\n"
                        + status.markdown();
    }

    private String table(List<Summary> all, List<String> references, boolean ofMending) {
        List<Summary> some = all.stream()
                .filter(each -> faults.contains(each.event()) != ofMending)
                .toList();
        return new ResultTable(some, references).markdown();
    }

    private static String precision(List<Measured> measured) {
        return String.format(
                Locale.ROOT,
                "The client's sender was %.0f ms late at worst, and the observer did not ask for %.0f ms at worst.",
                worst(measured, Sight::senderLateness),
                worst(measured, Sight::observerBlindness));
    }

    private static double worst(List<Measured> measured, Function<Sight, Duration> of) {
        return measured.stream()
                .mapToDouble(each -> of.apply(each.sight()).toNanos() / 1e6)
                .max()
                .orElse(0);
    }

    private String command(long chosen) {
        return "bin/bench failover%s --trials %d --profiles %s --faults %s --seed %d"
                .formatted(
                        against == null ? "" : " --against " + against,
                        trials,
                        String.join(",", profiles),
                        String.join(",", faults),
                        chosen);
    }
}
