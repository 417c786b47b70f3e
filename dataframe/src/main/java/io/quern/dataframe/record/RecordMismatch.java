package io.quern.dataframe.record;

import io.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.List;

/// Everything that keeps rows from becoming records of a class, collected and reported at once.
final class RecordMismatch {
    private final List<String[]> lines = new ArrayList<>();

    void add(String component, String javaType, String column, String remedy) {
        lines.add(new String[] {component, javaType, column, remedy});
    }

    /// @throws QuernException if there is any mismatch
    void throwIfAny(Class<?> type) {
        if (lines.isEmpty()) {
            return;
        }
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"component", "is", "column", "remedy"});
        table.addAll(lines);
        int[] widths = new int[4];
        for (String[] line : table) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder text = new StringBuilder("rows cannot become records of ").append(type.getSimpleName());
        text.append(": ").append(lines.size()).append(lines.size() == 1 ? " mismatch" : " mismatches");
        for (String[] line : table) {
            text.append("\n");
            StringBuilder row = new StringBuilder(" ");
            for (int i = 0; i < widths.length; i++) {
                row.append(' ').append(line[i]).append(" ".repeat(widths[i] - line[i].length() + 1));
            }
            text.append(row.toString().stripTrailing());
        }
        throw QuernException.user(text.toString());
    }
}
