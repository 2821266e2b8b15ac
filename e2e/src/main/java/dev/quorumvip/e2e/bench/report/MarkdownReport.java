package dev.quorumvip.e2e.bench.report;

import java.time.LocalDate;
import java.util.List;

/** The results with what they were got on and with, ready for docs/PERFORMANCE.md. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /**
     * @param software what was measured, with versions, one line each
     * @param precision how far the numbers can be trusted
     */
    public static String text(
            LocalDate date,
            String command,
            MachineFacts machine,
            List<String> software,
            String tables,
            String precision,
            List<String> findings) {
        StringBuilder text = new StringBuilder();
        text.append("Measured on ").append(date).append(": ").append(machine).append(".\n");
        if (!software.isEmpty()) {
            text.append('\n');
        }
        software.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("\n    ").append(command).append("\n\n").append(tables).append('\n');
        text.append(precision).append("\n\n");
        if (!findings.isEmpty()) {
            text.append("Of note:\n\n");
            findings.forEach(finding -> text.append("- ").append(finding).append('\n'));
        }
        return text.toString();
    }
}
