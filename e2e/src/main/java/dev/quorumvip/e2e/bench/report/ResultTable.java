package dev.quorumvip.e2e.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A Markdown table of summaries. Its columns are explained in docs/PERFORMANCE.md. */
public final class ResultTable {
    private final List<Summary> summaries;
    private final List<String> references;

    /** @param references systems to which the outages are set in proportion, each in a column of its own */
    public ResultTable(List<Summary> summaries, List<String> references) {
        this.summaries = summaries;
        this.references = references;
    }

    /** Lines up in a terminal too. */
    public String markdown() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(head());
        summaries.forEach(summary -> rows.add(row(summary)));
        return AlignedTable.markdown(rows, 2);
    }

    private List<String> head() {
        List<String> head = new ArrayList<>(List.of(
                "event", "system", "trials", "median ms", "p95", "max", "with two", "two, ms", "lost", "GARPs"));
        references.forEach(reference -> head.add("/ " + reference));
        return head;
    }

    private List<String> row(Summary summary) {
        List<String> row = new ArrayList<>(List.of(
                summary.event(),
                summary.system(),
                Integer.toString(summary.outage().count()),
                millis(summary.outage().median()),
                millis(summary.outage().percentile(95)),
                millis(summary.outage().max()),
                Integer.toString(summary.trialsWithTwo()),
                millis(summary.longestDoubleAnswer()),
                millis(summary.lost().median()),
                millis(summary.announcements().median())));
        for (String reference : references) {
            Optional<Double> ratio = summary.ratioTo(reference, summaries);
            row.add(ratio.map(value -> String.format(Locale.ROOT, "%.2f", value))
                    .orElse(""));
        }
        return row;
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
