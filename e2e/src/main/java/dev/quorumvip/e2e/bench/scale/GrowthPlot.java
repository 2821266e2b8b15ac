package dev.quorumvip.e2e.bench.scale;

import dev.quorumvip.e2e.bench.report.Statistics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * An SVG picture of what grows with the number of virtual IPs, and how: a panel for each quantity, over a logarithmic axis
 * of virtual IPs, with a dot for each agent or trial and a line through the medians. Its colours follow the reader's
 * light or dark mode.
 */
final class GrowthPlot {
    private static final int PANEL_WIDTH = 330;
    private static final int PANEL_HEIGHT = 210;
    private static final int LEFT = 52;
    private static final int RIGHT = 18;
    private static final int TOP = 30;
    private static final int BOTTOM = 28;
    private static final int IN_A_ROW = 2;
    private static final int LINES = 4;

    private static final String STYLE = """
            text { font: 12px sans-serif; fill: #24292f; }
            .name { font-weight: bold; }
            .grid { stroke: #d0d7de; }
            .dot { fill: #0969da; fill-opacity: 0.45; }
            .median { stroke: #0969da; stroke-width: 2; fill: none; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; }
              .grid { stroke: #3d444d; }
              .dot { fill: #58a6ff; }
              .median { stroke: #58a6ff; }
            }
            """;

    private final List<Measurement> measured;
    private final StringBuilder svg = new StringBuilder();

    private record Panel(String name, Function<Measurement, List<Double>> values) {}

    private static final List<Panel> PANELS = List.of(
            new Panel("all added and answering, s", each -> List.of(seconds(each.added()))),
            new Panel(
                    "last one back after a kill, s",
                    each -> each.kills().stream()
                            .filter(kill -> kill.held() > 0)
                            .map(kill -> seconds(kill.lastBack()))
                            .toList()),
            new Panel("idle processor time of an agent, %", Measurement::cpuPercent),
            new Panel("resident memory of an agent, MB", Measurement::residentMegabytes));

    /** @param measured one at least */
    GrowthPlot(List<Measurement> measured) {
        this.measured = List.copyOf(measured);
    }

    /** The whole file. */
    String svg() {
        svg.setLength(0);
        int width = IN_A_ROW * PANEL_WIDTH;
        int height = Math.ceilDiv(PANELS.size(), IN_A_ROW) * PANEL_HEIGHT;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
                width, height, width, height);
        add(
                "<title>Growth with the number of virtual IPs: a dot for each agent or trial, a line through the medians</title>");
        add("<style>%s</style>", STYLE);
        for (int i = 0; i < PANELS.size(); i++) {
            panel(PANELS.get(i), i % IN_A_ROW * PANEL_WIDTH, i / IN_A_ROW * PANEL_HEIGHT);
        }
        add("</svg>");
        return svg.toString();
    }

    private void panel(Panel panel, int x0, int y0) {
        double most = measured.stream()
                .flatMap(each -> panel.values.apply(each).stream())
                .mapToDouble(value -> value)
                .max()
                .orElse(1);
        double step = step(most);
        add("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", x0 + LEFT, y0 + TOP - 12, panel.name);
        for (int line = 0; line <= LINES; line++) {
            double y = y(y0, line * step, step);
            add(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    x0 + LEFT, x0 + PANEL_WIDTH - RIGHT, y, y);
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", x0 + LEFT - 6, y + 4, number(line * step));
        }
        StringBuilder medians = new StringBuilder();
        for (Measurement each : measured) {
            double x = x(x0, each.vips());
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
                    x, y0 + PANEL_HEIGHT - BOTTOM + 18, each.vips());
            List<Double> values = panel.values.apply(each);
            for (double value : values) {
                add("<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", x, y(y0, value, step));
            }
            if (!values.isEmpty()) {
                medians.append(
                        String.format(Locale.ROOT, "%.1f,%.1f ", x, y(y0, new Statistics(values).median(), step)));
            }
        }
        add("<polyline class=\"median\" points=\"%s\"/>", medians.toString().strip());
    }

    /** The least of 1, 2 and 5 times a power of ten with which the axis holds {@code most}. */
    static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-3) / LINES)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power * LINES >= most) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static double y(int y0, double value, double step) {
        double height = PANEL_HEIGHT - TOP - BOTTOM;
        return y0 + TOP + height - value / (step * LINES) * height;
    }

    private double x(int x0, int vips) {
        double least =
                Math.log10(measured.stream().mapToInt(Measurement::vips).min().orElseThrow());
        double span =
                Math.log10(measured.stream().mapToInt(Measurement::vips).max().orElseThrow()) - least;
        double part = span == 0 ? 0.5 : (Math.log10(vips) - least) / span;
        int inset = 16;
        return x0 + LEFT + inset + part * (PANEL_WIDTH - LEFT - RIGHT - 2 * inset);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value).replaceAll("0+$", "");
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private void add(String form, Object... values) {
        svg.append(values.length == 0 ? form : String.format(Locale.ROOT, form, values))
                .append('\n');
    }
}
