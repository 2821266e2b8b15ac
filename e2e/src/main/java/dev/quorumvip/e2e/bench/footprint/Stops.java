package dev.quorumvip.e2e.bench.footprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How long a JVM stopped all its threads, from its log of safepoints. */
final class Stops {
    private static final Pattern TOTAL = Pattern.compile("Total: *(\\d+) ns");
    private static final String PREFIX = "safepoints-";

    private Stops() {}

    /** The JVM option that makes the agents write such logs into a directory. */
    static String javaOption(Path directory) {
        return "-Xlog:safepoint=info:file=" + directory + "/" + PREFIX + "%p.log:uptime:filecount=0";
    }

    /** The length of each stop in the logs there, in ms. */
    static List<Double> in(Path directory) throws IOException {
        try (Stream<Path> logs = Files.list(directory)) {
            List<Path> all = logs.filter(f -> f.getFileName().toString().startsWith(PREFIX))
                    .toList();
            StringBuilder text = new StringBuilder();
            for (Path log : all) {
                text.append(Files.readString(log));
            }
            return of(text.toString());
        }
    }

    static List<Double> of(String log) {
        return TOTAL.matcher(log)
                .results()
                .map(found -> Long.parseLong(found.group(1)) / 1e6)
                .toList();
    }
}
