package dev.quorumvip.e2e.soak;

import dev.quorumvip.e2e.probe.Verdict.DoubleAnswer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a soak run found. */
final class SoakReport {
    static final long DATA_LIMIT_BYTES = 64L << 20;

    private final Map<String, List<Duration>> outages = new TreeMap<>();
    private final List<DoubleAnswer> doubleAnswers = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private long mostDataBytes;
    private Duration longestBlindness = Duration.ZERO;

    void outage(String kind, Duration outage) {
        outages.computeIfAbsent(kind, unused -> new ArrayList<>()).add(outage);
    }

    void doubleAnswers(List<DoubleAnswer> found) {
        doubleAnswers.addAll(found);
    }

    void failure(String what) {
        failures.add(what);
    }

    void dataBytes(long bytes) {
        mostDataBytes = Math.max(mostDataBytes, bytes);
    }

    void blindness(Duration blindness) {
        longestBlindness = blindness.compareTo(longestBlindness) > 0 ? blindness : longestBlindness;
    }

    boolean passed() {
        return doubleAnswers.isEmpty() && failures.isEmpty() && mostDataBytes <= DATA_LIMIT_BYTES;
    }

    void print(PrintStream out) {
        out.printf(Locale.ROOT, "%n%-75s %6s %8s %8s %8s%n", "fault", "count", "min ms", "median", "max");
        outages.forEach((kind, durations) -> {
            List<Long> sorted =
                    durations.stream().map(Duration::toMillis).sorted().toList();
            out.printf(
                    Locale.ROOT,
                    "%-75s %6d %8d %8d %8d%n",
                    kind,
                    sorted.size(),
                    sorted.getFirst(),
                    sorted.get(sorted.size() / 2),
                    sorted.getLast());
        });
        out.println();
        doubleAnswers.forEach(found -> out.println("DOUBLE ANSWER: " + found));
        failures.forEach(failure -> out.println("FAILURE: " + failure));
        int faults = outages.values().stream().mapToInt(List::size).sum();
        out.printf(
                Locale.ROOT,
                "%d faults, %d double answers, largest data directory %.2f MiB of %d allowed, probe blind for %d ms at most%n",
                faults,
                doubleAnswers.size(),
                mostDataBytes / (double) (1 << 20),
                DATA_LIMIT_BYTES >> 20,
                longestBlindness.toMillis());
        out.println(passed() ? "PASS" : "FAIL");
    }
}
