package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Argument columns of rows with their groups, kept as they come until each group's rows are handed over at once.
final class KeptRows {
    private final int arguments;
    private final List<Vector[]> columns = new ArrayList<>();
    private int[] groups = new int[0];
    private int size;

    /// @param arguments number of argument columns
    KeptRows(int arguments) {
        this.arguments = arguments;
    }

    int size() {
        return size;
    }

    /// What rows take that are kept; their dictionaries are kept by whoever reads them.
    static long bytes(int length, Vector[] columns) {
        long bytes = 0;
        for (Vector column : columns) {
            bytes += column instanceof DictionaryVector ? length * 4L : column.retainedBytes();
        }
        return bytes;
    }

    boolean makeRoom(int length, StateMemory memory) {
        if (!Room.isGranted(groups.length, size + length, Integer.BYTES, memory)) {
            return false;
        }
        groups = Room.of(groups, size + length, 0);
        return true;
    }

    /// Adds rows; there is room for them.
    void add(int[] rowGroups, int length, Vector[] rowColumns) {
        System.arraycopy(rowGroups, 0, groups, size, length);
        size += length;
        columns.add(rowColumns.clone());
    }

    /// Takes the rows of a group, in their order.
    @FunctionalInterface
    interface Visitor {
        void rows(int group, GroupValues values);
    }

    /// Hands all rows over, groups in their order, and keeps none.
    void drain(int groupCount, Visitor visitor) {
        if (size == 0) {
            return;
        }
        List<CellReader> readers = new ArrayList<>();
        for (int argument = 0; argument < arguments; argument++) {
            int position = argument;
            readers.add(CellReader.of(
                    Concat.vectors(columns.stream().map(each -> each[position]).toList())));
        }
        int[] rows = new int[size];
        Arrays.setAll(rows, row -> row);
        int[] sorted = IntSort.byKey(rows, groups, groupCount);
        int from = 0;
        while (from < sorted.length) {
            int group = groups[sorted[from]];
            int to = from;
            while (to < sorted.length && groups[sorted[to]] == group) {
                to++;
            }
            visitor.rows(group, new Rows(readers, sorted, from, to));
            from = to;
        }
        columns.clear();
        size = 0;
    }

    /// Values of the first row.
    static GroupValues first(Vector[] columns) {
        return new Rows(Arrays.stream(columns).map(CellReader::of).toList(), new int[1], 0, 1);
    }

    /// Values of no row.
    static GroupValues none() {
        return new Rows(List.of(), new int[0], 0, 0);
    }

    /// Rows of one group among sorted row numbers.
    private record Rows(List<CellReader> readers, int[] rows, int from, int to) implements GroupValues {
        @Override
        public int size() {
            return to - from;
        }

        @Override
        public @Nullable Object get(int row, int column) {
            return readers.get(column).read(rows[from + Objects.checkIndex(row, to - from)]);
        }
    }
}
