package dev.quorumvip.e2e.bench.footprint;

import dev.quorumvip.e2e.bench.report.Statistics;
import java.util.List;
import java.util.Locale;

/** The results as a table in Markdown. */
final class FootprintTable {
    private static final String HEAD = """
            | JVM | RSS MB, median (max) of three | idle CPU %, median (max) | start to ready ms, median (max) | JVM stops ms, p99 (max) |
            | --- | ---: | ---: | ---: | ---: |
            """;

    private final List<Footprint> measured;

    FootprintTable(List<Footprint> measured) {
        this.measured = measured;
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(HEAD);
        for (Footprint footprint : measured) {
            table.append("| ")
                    .append(footprint.variant().label())
                    .append(" | ")
                    .append(medianAndMax("%.0f", footprint.residentMegabytes()))
                    .append(" | ")
                    .append(medianAndMax("%.1f", footprint.processorPercent()))
                    .append(" | ")
                    .append(medianAndMax("%.0f", footprint.startMillis()))
                    .append(" | ")
                    .append(stops(footprint.stopMillis()))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String medianAndMax(String format, List<Double> sample) {
        Statistics statistics = new Statistics(sample);
        return String.format(Locale.ROOT, format + " (" + format + ")", statistics.median(), statistics.max());
    }

    private static String stops(List<Double> sample) {
        if (sample.isEmpty()) {
            return "none";
        }
        Statistics statistics = new Statistics(sample);
        return String.format(Locale.ROOT, "%.1f (%.1f)", statistics.percentile(99), statistics.max());
    }
}
