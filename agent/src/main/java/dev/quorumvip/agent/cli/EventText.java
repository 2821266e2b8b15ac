package dev.quorumvip.agent.cli;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.TransitionTimes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One event, one line: when, what, of which VIP or member, from where to where, why, and how long it took. */
final class EventText {
    /** {@code 2026-01-01T10:00:00.123Z} */
    private static final int TIME_WIDTH = 24;

    /** {@code session-expired} and its like. */
    private static final int TYPE_WIDTH = 15;

    private EventText() {}

    static String of(ClusterEvent event) {
        List<String> words = new ArrayList<>();
        words.add(padded(time(event.at()), TIME_WIDTH));
        words.add(padded(event.type().word(), TYPE_WIDTH));
        add(words, event.vip());
        add(words, event.member());
        if (event.from() != null || event.to() != null) {
            words.add(name(event.from()) + " -> " + name(event.to()));
        }
        add(words, event.reason());
        TransitionTimes times = event.times();
        if (times != null) {
            words.add("outage " + times.outageMillis() + " ms (" + steps(times) + ")");
        }
        add(words, event.detail());
        return String.join("  ", words).stripTrailing();
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "-" : at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String steps(TransitionTimes times) {
        List<String> steps = new ArrayList<>();
        step(steps, "closed", times.closedMillis());
        step(steps, "committed", times.committedMillis());
        step(steps, "bound", times.boundMillis());
        step(steps, "announced", times.announcedMillis());
        return String.join(", ", steps);
    }

    private static void step(List<String> steps, String name, @Nullable Long millis) {
        if (millis != null) {
            steps.add(name + " " + millis);
        }
    }

    private static String name(@Nullable String node) {
        return TextTable.clean(Objects.requireNonNullElse(node, ""));
    }

    private static void add(List<String> words, @Nullable String word) {
        if (word != null) {
            words.add(TextTable.clean(word));
        }
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(Math.max(0, width - word.length()));
    }
}
