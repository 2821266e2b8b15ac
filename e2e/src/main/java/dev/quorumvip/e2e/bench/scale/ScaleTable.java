package dev.quorumvip.e2e.bench.scale;

import dev.quorumvip.e2e.bench.report.Statistics;
import dev.quorumvip.e2e.bench.scale.Measurement.Kill;
import java.util.List;
import java.util.Locale;

/** A Markdown table, a line for each number of virtual IPs; docs/PERFORMANCE.md explains its columns. */
final class ScaleTable {
    private static final String HEAD = """
            | VIPs | on a node | added, ms | idle CPU, % | RSS, MB | killed with | last back, ms | of the leader | others' lost | with two |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private final List<Measurement> measured;

    ScaleTable(List<Measurement> measured) {
        this.measured = measured;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(HEAD);
        measured.forEach(each -> text.append(row(each)).append('\n'));
        return text.toString();
    }

    private static String row(Measurement each) {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %d | %s | %s | %s | %s | %s | %s | %d |",
                each.vips(),
                range(each.fewest(), each.most()),
                each.added().toMillis(),
                medianAndMost(each.cpuPercent(), 1),
                medianAndMost(each.residentMegabytes(), 0),
                killedWith(each.kills()),
                lastBack(each.kills(), false),
                lastBack(each.kills(), true),
                othersLost(each.kills()),
                each.kills().stream().mapToInt(Kill::doubleAnswers).sum());
    }

    private static String range(int least, int most) {
        return least == most ? Integer.toString(least) : least + " to " + most;
    }

    private static String medianAndMost(List<Double> sample, int decimals) {
        Statistics statistics = new Statistics(sample);
        return String.format(
                Locale.ROOT, "%." + decimals + "f (%." + decimals + "f)", statistics.median(), statistics.max());
    }

    private static String killedWith(List<Kill> kills) {
        return kills.isEmpty()
                ? "none"
                : range(
                        kills.stream().mapToInt(Kill::held).min().orElseThrow(),
                        kills.stream().mapToInt(Kill::held).max().orElseThrow());
    }

    private static String lastBack(List<Kill> kills, boolean ofLeader) {
        List<Double> millis = kills.stream()
                .filter(kill -> kill.leader() == ofLeader && kill.held() > 0)
                .map(kill -> kill.lastBack().toNanos() / 1e6)
                .toList();
        if (millis.isEmpty()) {
            return "none";
        }
        int away = kills.stream()
                .filter(kill -> kill.leader() == ofLeader)
                .mapToInt(Kill::stayedAway)
                .sum();
        return medianAndMost(millis, 0) + (away == 0 ? "" : ", " + away + " stayed away");
    }

    private static String othersLost(List<Kill> kills) {
        int lost = kills.stream().mapToInt(Kill::othersLost).sum();
        long missed = kills.stream().mapToLong(Kill::missedFrames).sum();
        return missed == 0 ? Integer.toString(lost) : lost + ", " + missed + " frames unseen";
    }
}
