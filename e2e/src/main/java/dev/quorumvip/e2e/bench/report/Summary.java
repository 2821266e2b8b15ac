package dev.quorumvip.e2e.bench.report;

import dev.quorumvip.e2e.bench.watch.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The results of one event with one system, summed up. Times are in milliseconds. */
public record Summary(
        String event,
        String system,
        Statistics outage,
        int trialsWithTwo,
        double longestDoubleAnswer,
        Statistics lost,
        Statistics announcements) {

    /** A few intervals of the client: what is shorter is as good as none, and a ratio to it says nothing. */
    private static final double NOTICED_MILLIS = 10;

    /** One for each event and system, in the order in which they are first met. */
    public static List<Summary> of(List<Measured> all) {
        Map<List<String>, List<Sight>> groups = new LinkedHashMap<>();
        all.forEach(each -> groups.computeIfAbsent(List.of(each.event(), each.system()), key -> new ArrayList<>())
                .add(each.sight()));
        return groups.entrySet().stream()
                .map(group -> of(group.getKey().get(0), group.getKey().get(1), group.getValue()))
                .toList();
    }

    private static Summary of(String event, String system, List<Sight> sights) {
        return new Summary(
                event,
                system,
                statistics(sights, sight -> millis(sight.outage())),
                (int) sights.stream().filter(sight -> sight.doubleAnswers() > 0).count(),
                sights.stream()
                        .mapToDouble(sight -> millis(sight.doubleAnswer()))
                        .max()
                        .orElse(0),
                statistics(sights, Sight::lost),
                statistics(sights, Sight::announcements));
    }

    private static Statistics statistics(List<Sight> sights, ToDoubleFunction<Sight> value) {
        return new Statistics(sights.stream().mapToDouble(value).boxed().toList());
    }

    static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** Those of events after which, with any system, some client waited for longer than it always does. */
    public static List<Summary> noticed(List<Summary> all) {
        Set<String> events = all.stream()
                .filter(each -> each.outage.max() >= NOTICED_MILLIS)
                .map(Summary::event)
                .collect(Collectors.toSet());
        return all.stream().filter(each -> events.contains(each.event)).toList();
    }

    /** This median outage by that of another system after the same event; empty when that is unknown or next to nothing. */
    Optional<Double> ratioTo(String other, List<Summary> all) {
        return all.stream()
                .filter(each -> each.event.equals(event) && each.system.equals(other))
                .map(each -> each.outage.median())
                .filter(median -> median >= NOTICED_MILLIS)
                .map(median -> outage.median() / median)
                .findFirst();
    }
}
