package dev.quorumvip.e2e.bench.footprint;

import dev.quorumvip.e2e.bench.BenchProgram;
import dev.quorumvip.e2e.bench.report.MachineFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code bin/bench footprint}. */
@Command(
        name = "bench footprint",
        description =
                "Memory, idle processor time, time to start, and the JVM's stops, of an agent in a cluster of three.",
        mixinStandardHelpOptions = true)
public final class FootprintBench extends BenchProgram {
    @Option(
            names = "--variants",
            split = ",",
            paramLabel = "V",
            description = "of the JVM's set-up, one after the other: shipped, no-cache, c2, g1, zgc, shenandoah;"
                    + " default: shipped,no-cache")
    private List<String> variants = List.of("shipped", "no-cache");

    @Option(names = "--seconds", description = "idle, for the processor time; default: ${DEFAULT-VALUE}")
    private int seconds = 60;

    @Option(names = "--starts", description = "default: ${DEFAULT-VALUE}")
    private int starts = 10;

    @Option(names = "--directory", description = "for data and logs; default: a new one in the temporary directory")
    private @Nullable Path directory;

    /** Runs, and exits. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs; answers the exit code. */
    public static int execute(String... arguments) {
        return new CommandLine(new FootprintBench()).execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        List<Variant> chosen = variants.stream()
                .map(word -> chosen("--variants", word, Variant.values(), Variant::word))
                .distinct()
                .toList();
        if (seconds < 1 || starts < 1) {
            throw wrong("--seconds and --starts: at least 1");
        }
        Path place = directory == null ? Files.createTempDirectory("quorumvip-footprint-") : directory;
        FootprintRun run = new FootprintRun(Duration.ofSeconds(seconds), starts, System.out);
        List<Footprint> measured = new ArrayList<>();
        for (Variant variant : chosen) {
            measured.add(run.of(variant, place.resolve(variant.word())));
        }
        System.out.println();
        System.out.println(MachineFacts.here());
        System.out.println();
        System.out.print(new FootprintTable(measured));
        return 0;
    }
}
