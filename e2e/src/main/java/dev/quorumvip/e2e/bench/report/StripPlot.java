package dev.quorumvip.e2e.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An SVG picture of outages: a panel for each event, in it a row for each system with a dot for each trial, over a
 * logarithmic axis of milliseconds; a bar marks the median, and a
 * note says in how many trials two nodes answered. Its colours follow the reader's light or dark mode.
 */
public final class StripPlot {
    private static final double LEAST_MILLIS = 1;
    private static final int DECADES = 4; // up to 10 s
    private static final int LABELS = 200;
    private static final int WIDTH = 560;
    private static final int NOTES = 150;
    private static final int ROW = 18;
    private static final int PANEL_HEAD = 26;
    private static final int AXIS = 40;
    private static final int MARGIN = 12;

    private static final String STYLE = """
            text { font: 12px sans-serif; fill: #24292f; }
            .event { font-weight: bold; }
            .grid { stroke: #d0d7de; }
            .s0 { fill: #0969da; } .s1 { fill: #1a7f37; } .s2 { fill: #bc4c00; } .s3 { fill: #8250df; }
            .two { fill: #cf222e; }
            .dot { fill-opacity: 0.45; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; }
              .grid { stroke: #3d444d; }
              .two { fill: #ff7b72; }
              .s0 { fill: #58a6ff; } .s1 { fill: #3fb950; } .s2 { fill: #f0883e; } .s3 { fill: #bc8cff; }
            }
            """;

    private static final int COLOURS = 4;

    private final Map<String, List<Summary>> panels = new LinkedHashMap<>();
    private final List<String> systems;
    private final StringBuilder svg = new StringBuilder();

    public StripPlot(List<Summary> summaries) {
        summaries.forEach(each ->
                panels.computeIfAbsent(each.event(), event -> new ArrayList<>()).add(each));
        this.systems =
                summaries.stream().map(Summary::system).distinct().sorted().toList();
    }

    /** The whole file. */
    public String svg() {
        svg.setLength(0);
        int plots = panels.values().stream()
                .mapToInt(rows -> PANEL_HEAD + rows.size() * ROW)
                .sum();
        int width = LABELS + WIDTH + NOTES + 2 * MARGIN;
        int height = plots + AXIS + MARGIN;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
                width, height, width, height);
        add("<title>Outages in milliseconds, one dot a trial, a bar at the median</title>");
        add("<style>%s</style>", STYLE);
        grid(plots);
        int y = 0;
        for (Map.Entry<String, List<Summary>> panel : panels.entrySet()) {
            add(
                    "<text class=\"event\" x=\"%d\" y=\"%d\">%s</text>",
                    MARGIN, y + PANEL_HEAD - 8, escaped(panel.getKey()));
            y += PANEL_HEAD;
            for (Summary row : panel.getValue()) {
                row(row, y + ROW / 2);
                y += ROW;
            }
        }
        add("</svg>");
        return svg.toString();
    }

    private void grid(int bottom) {
        for (int decade = 0; decade <= DECADES; decade++) {
            double millis = LEAST_MILLIS * Math.pow(10, decade);
            add(
                    "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    x(millis), x(millis), PANEL_HEAD, bottom + 6);
            String words = decade == 0
                    ? "1 ms or less"
                    : millis < 1000
                            ? String.format(Locale.ROOT, "%.0f ms", millis)
                            : String.format(Locale.ROOT, "%.0f s", millis / 1000);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(millis), bottom + 22, words);
        }
    }

    private void row(Summary row, int y) {
        int colour = systems.indexOf(row.system()) % COLOURS;
        add("<text x=\"%d\" y=\"%d\">%s</text>", MARGIN, y + 4, escaped(row.system()));
        for (double millis : row.outage().values()) {
            add("<circle class=\"dot s%d\" cx=\"%.1f\" cy=\"%d\" r=\"4\"/>", colour, x(millis), y);
        }
        add(
                "<rect class=\"s%d\" x=\"%.1f\" y=\"%d\" width=\"2\" height=\"%d\"/>",
                colour, x(row.outage().median()) - 1, y - 7, 14);
        if (row.trialsWithTwo() > 0) {
            add(
                    "<text class=\"two\" x=\"%d\" y=\"%d\">two answered in %d of %d</text>",
                    MARGIN + LABELS + WIDTH,
                    y + 4,
                    row.trialsWithTwo(),
                    row.outage().count());
        }
    }

    /** What is beyond either end of the axis is drawn at that end. */
    static double x(double millis) {
        double decades = Math.log10(Math.max(millis, LEAST_MILLIS) / LEAST_MILLIS);
        return MARGIN + LABELS + Math.min(decades, DECADES) / DECADES * (WIDTH - 40);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String form, Object... values) {
        svg.append(values.length == 0 ? form : String.format(Locale.ROOT, form, values))
                .append('\n');
    }
}
