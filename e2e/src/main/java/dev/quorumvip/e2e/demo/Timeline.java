package dev.quorumvip.e2e.demo;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.probe.Announcement;
import dev.quorumvip.e2e.probe.Echo;
import dev.quorumvip.e2e.probe.Recording;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Tells what a probe saw, and what was done meanwhile, in the order of time. */
final class Timeline {
    /** Announcements of one node that are closer together are one burst. */
    private static final Duration BURST = Duration.ofMillis(300);

    /** A repeated announcement, long after the move, is no news. */
    private static final Duration NEWS = Duration.ofSeconds(1);

    private final Instant start;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Instant at, String text) {}

    Timeline(Instant start) {
        this.start = start;
    }

    /** Something that was done to the cluster. */
    void did(Instant at, String what) {
        entries.add(new Entry(at, "** " + what));
    }

    /** @param nameOf a node's name by its address */
    void saw(Recording recording, Function<MacAddress, String> nameOf) {
        List<Verdict.Holding> holdings = new Verdict(recording).holdings();
        for (Verdict.Holding holding : holdings) {
            String name = nameOf.apply(holding.mac());
            entries.add(new Entry(holding.from(), "   " + name + " answers for the VIP"));
            boolean goesOn = holding.to().isAfter(recording.to().minus(WireProbe.INTERVAL.multipliedBy(5)));
            entries.add(new Entry(holding.to(), "   " + name + (goesOn ? " still answers" : " gave its last answer")));
            announcementsOf(holding, recording, name);
        }
        losses(recording);
    }

    private void announcementsOf(Verdict.Holding holding, Recording recording, String name) {
        List<Announcement> burst = new ArrayList<>();
        for (Announcement seen : recording.announcements()) {
            boolean ofThisMove = seen.mac().equals(holding.mac())
                    && seen.at().isAfter(holding.from().minus(NEWS))
                    && seen.at().isBefore(holding.from().plus(NEWS));
            if (ofThisMove && (burst.isEmpty() || gap(burst.getLast(), seen).compareTo(BURST) <= 0)) {
                burst.add(seen);
            }
        }
        if (!burst.isEmpty()) {
            long requests = burst.stream()
                    .filter(seen -> seen.form() == Announcement.Form.REQUEST)
                    .count();
            entries.add(new Entry(
                    burst.getFirst().at(),
                    "   %s announces it: %d gratuitous ARP requests, %d replies within %d ms"
                            .formatted(
                                    name,
                                    requests,
                                    burst.size() - requests,
                                    gap(burst.getFirst(), burst.getLast()).toMillis())));
        }
    }

    private static Duration gap(Announcement earlier, Announcement later) {
        return Duration.between(earlier.at(), later.at());
    }

    private void losses(Recording recording) {
        List<Echo> lost = new ArrayList<>();
        for (Echo echo : recording.echoes()) {
            if (!echo.answered()) {
                lost.add(echo);
            } else if (!lost.isEmpty()) {
                lost(lost);
                lost.clear();
            }
        }
        if (!lost.isEmpty()) {
            lost(lost);
        }
    }

    private void lost(List<Echo> lost) {
        Duration time =
                Duration.between(lost.getFirst().sentAt(), lost.getLast().sentAt());
        entries.add(new Entry(
                lost.getFirst().sentAt(),
                "   the client loses %d %s in %d ms"
                        .formatted(lost.size(), lost.size() == 1 ? "reply" : "replies", time.toMillis())));
    }

    void print(PrintStream out) {
        entries.stream()
                .sorted(Comparator.comparing(Entry::at))
                .forEach(entry -> out.printf(
                        Locale.ROOT,
                        "%9.3f s %s%n",
                        Duration.between(start, entry.at()).toNanos() / 1e9,
                        entry.text()));
    }
}
