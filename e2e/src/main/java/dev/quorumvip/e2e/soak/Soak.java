package dev.quorumvip.e2e.soak;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.WireProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The program behind {@code bin/soak}: exits with 0 when nothing was found, with 1 otherwise. */
@Command(
        name = "soak",
        description = "Random faults, with every node watched all along.",
        mixinStandardHelpOptions = true)
public final class Soak implements Callable<Integer> {
    private static final String VIP = "10.77.0.50";
    private static final Duration FORMED = Duration.ofSeconds(60);

    @Parameters(paramLabel = "DURATION", converter = DurationConverter.class, description = "such as 90s, 30m or 2h")
    private Duration duration = Duration.ZERO;

    @Option(names = "--seed", description = "repeats the run of that seed, as far as the machine's timing lets it")
    private @Nullable Long seed;

    @Option(names = "--nodes", description = "default: ${DEFAULT-VALUE}")
    private int nodes = 3;

    @Option(names = "--profile", description = "fast, balanced or conservative; default: ${DEFAULT-VALUE}")
    private String profile = "balanced";

    @Option(names = "--directory", description = "for data and logs; default: a new one in the temporary directory")
    private @Nullable Path directory;

    /** Runs, and exits. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1L << 32) : seed;
        Path place = directory == null ? Files.createTempDirectory("quorumvip-soak-") : directory;
        System.out.printf(
                Locale.ROOT,
                "seed %d, %d nodes, profile %s, %s, logs in %s%n",
                chosen,
                nodes,
                profile,
                duration,
                place);
        try (TestNetwork network = TestNetwork.create(nodes);
                Cluster cluster = Cluster.on(network, place);
                WireProbe probe = WireProbe.start(network, VIP)) {
            cluster.found(cluster.nodes(), "--failover-profile", profile);
            if (!serve(cluster, probe)) {
                System.out.println("FAILURE: the VIP was not served within " + FORMED);
                return 1;
            }
            SoakReport report = new SoakRun(cluster, probe, new SplittableRandom(chosen), System.out).run(duration);
            report.print(System.out);
            return report.passed() ? 0 : 1;
        }
    }

    private static boolean serve(Cluster cluster, WireProbe probe) throws InterruptedException {
        Instant start = Instant.now();
        return cluster.awaitFounded(FORMED)
                && cluster.rest(cluster.nodes().getFirst()).putVip(VIP + "/24").status() == 202
                && probe.awaitAnswer(start, FORMED).isPresent();
    }

    /** A number and a unit. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh])");

        @Override
        public Duration convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not a duration such as 90s, 30m or 2h");
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        }
    }
}
