package dev.quorumvip.e2e.bench.report;

import dev.quorumvip.e2e.bench.watch.Sight;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** A CSV file with a line for each thing measured, written at once, so that a run that is cut short leaves what it had. */
public final class RawResults implements Closeable {
    private static final String HEAD = "round,at,fault,event,system,target,successor,outage_ms,double_answer_ms,"
            + "double_answers,replies_lost,garps,served_at_end,sender_late_ms,observer_blind_ms,"
            + "status_right_ms";

    private final BufferedWriter file;

    /** @param file is replaced */
    public RawResults(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
        line(HEAD);
    }

    public void add(Measured measured) throws IOException {
        line(line(measured));
    }

    static String line(Measured measured) {
        Sight sight = measured.sight();
        return String.join(
                ",",
                Integer.toString(measured.round()),
                measured.at().toString(),
                measured.fault(),
                quoted(measured.event()),
                measured.system(),
                measured.target(),
                measured.successor(),
                millis(sight.outage()),
                millis(sight.doubleAnswer()),
                Integer.toString(sight.doubleAnswers()),
                Integer.toString(sight.lost()),
                Integer.toString(sight.announcements()),
                Boolean.toString(sight.servedAtEnd()),
                millis(sight.senderLateness()),
                millis(sight.observerBlindness()),
                measured.statusRight().map(RawResults::millis).orElse(""));
    }

    /** RFC 4180: a field with a comma stands in quotes. */
    private static String quoted(String field) {
        return field.matches("[^,\"\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", Summary.millis(duration));
    }

    private void line(String text) throws IOException {
        file.write(text);
        file.write('\n');
        file.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
