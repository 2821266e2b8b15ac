package dev.quorumvip.e2e.bench.calm;

import dev.quorumvip.e2e.bench.BenchProgram;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.failover.Stage;
import dev.quorumvip.e2e.bench.report.MachineFacts;
import dev.quorumvip.e2e.net.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The program behind {@code bin/bench calm}: exits with 0 when the VIP stayed on its node all along, with 1 when it did
 * not, and with 2 when it was called wrongly.
 */
@Command(
        name = "bench calm",
        description = "No fault, for a long time: the VIP has to stay where it is.",
        mixinStandardHelpOptions = true)
public final class CalmBench extends BenchProgram {
    @Option(names = "--minutes", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
    private int minutes = 10;

    @Option(names = "--profile", description = "fast, balanced or conservative; default: ${DEFAULT-VALUE}")
    private String profile = "balanced";

    @Option(names = "--busy", description = "with as many busy loops as there are cores")
    private boolean busy;

    @Option(
            names = "--loss",
            paramLabel = "PERCENT%",
            converter = PercentConverter.class,
            description = "with so many of the agents' datagrams lost at random")
    private int lossPercent;

    /** Runs, and exits. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs; answers the exit code. */
    public static int execute(String... arguments) {
        return new CommandLine(new CalmBench()).execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        QuorumVip contender = chosen("--profile", profile, QuorumVip.values(), QuorumVip::profile);
        if (minutes < 1) {
            throw wrong("--minutes: at least 1, not " + minutes);
        }
        Path place = Files.createTempDirectory("quorumvip-bench-");
        System.out.printf(
                "%s, %d minutes, %s, %d %% loss; on %s%n",
                contender.label(), minutes, busy ? "busy" : "idle", lossPercent, MachineFacts.here());
        try (Stage stage = Stage.open(contender, place)) {
            boolean calm = watch(stage);
            if (!calm) {
                stage.spoil();
                System.out.println("the agents' logs are in " + stage.directory());
            }
            return calm ? 0 : 1;
        }
    }

    private boolean watch(Stage stage) throws Exception {
        Optional<Node> holder = stage.awaitSettled();
        if (holder.isEmpty()) {
            System.out.println(
                    "the VIP was never served in peace:\n" + stage.standing().condition());
            return false;
        }
        if (lossPercent > 0) {
            DatagramLoss.begin(stage.standing().services().network().nodes(), lossPercent);
        }
        CalmRun run = new CalmRun(stage.eyes(), holder.get(), System.out);
        try (BusyLoops loops = BusyLoops.start(busy ? Runtime.getRuntime().availableProcessors() : 0)) {
            run.run(Duration.ofMinutes(minutes));
        }
        System.out.println(run.calm() ? "CALM: " + run : "NOT CALM: " + run);
        return run.calm();
    }

    /** A whole number below 100 with a percent sign, or without. */
    static final class PercentConverter implements ITypeConverter<Integer> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,2})%?");

        @Override
        public Integer convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not a share such as 5%");
            }
            return Integer.valueOf(matcher.group(1));
        }
    }
}
