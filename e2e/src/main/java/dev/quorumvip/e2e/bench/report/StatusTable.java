package dev.quorumvip.e2e.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A Markdown table of how long it took until status was right, where it could not be for a while. */
public final class StatusTable {
    private final Map<List<String>, List<Double>> millis = new LinkedHashMap<>();

    public StatusTable(List<Measured> all) {
        all.forEach(each -> each.statusRight()
                .ifPresent(
                        time -> millis.computeIfAbsent(List.of(each.event(), each.system()), key -> new ArrayList<>())
                                .add(Summary.millis(time))));
    }

    /** Whether it has no rows. */
    public boolean isEmpty() {
        return millis.isEmpty();
    }

    public String markdown() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("event", "system", "trials", "status right, median ms", "p95", "max"));
        millis.forEach((what, times) -> rows.add(row(what, new Statistics(times))));
        return AlignedTable.markdown(rows, 2);
    }

    private static List<String> row(List<String> what, Statistics times) {
        return List.of(
                what.get(0),
                what.get(1),
                Integer.toString(times.count()),
                rounded(times.median()),
                rounded(times.percentile(95)),
                rounded(times.max()));
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
