package dev.quorumvip.agent.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of columns, each as wide as its widest cell, two blanks apart. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a line; a cell that is empty is shown as {@code -}. */
    TextTable row(String... cells) {
        rows.add(List.of(cells).stream().map(TextTable::clean).toList());
        return this;
    }

    /** The lines, without a newline after the last. */
    @Override
    public String toString() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                if (widths.size() == column) {
                    widths.add(0);
                }
                widths.set(column, Math.max(widths.get(column), row.get(column).length()));
            }
        }
        return String.join("\n", rows.stream().map(row -> line(row, widths)).toList());
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell);
            if (column < row.size() - 1) {
                line.repeat(' ', widths.get(column) - cell.length() + 2);
            }
        }
        return line.toString();
    }

    /** Names come from other machines: no control sequence of theirs reaches this terminal. */
    static String clean(String cell) {
        return cell.isEmpty() ? "-" : cell.replaceAll("\\p{Cntrl}", "?");
    }
}
