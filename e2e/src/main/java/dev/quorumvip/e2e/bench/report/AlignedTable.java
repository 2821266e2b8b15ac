package dev.quorumvip.e2e.bench.report;

import java.util.List;

/** A Markdown table that lines up in a terminal too. */
final class AlignedTable {
    private AlignedTable() {}

    /**
     * The whole of it.
     *
     * @param rows the head first; all of one length
     * @param words how many columns, from the left, are words and stand left; the others are numbers and stand right
     */
    static String markdown(List<List<String>> rows, int words) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            append(text, rows.get(i), widths, words);
            if (i == 0) {
                appendRule(text, widths, words);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> row, int[] widths, int words) {
        for (int i = 0; i < widths.length; i++) {
            String filling = " ".repeat(widths[i] - row.get(i).length());
            text.append("| ")
                    .append(i < words ? row.get(i) + filling : filling + row.get(i))
                    .append(' ');
        }
        text.append("|\n");
    }

    private static void appendRule(StringBuilder text, int[] widths, int words) {
        for (int i = 0; i < widths.length; i++) {
            text.append("| ").append("-".repeat(widths[i] - 1)).append(i < words ? "- " : ": ");
        }
        text.append("|\n");
    }
}
