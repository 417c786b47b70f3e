package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// Cuts batches of partial state into smaller ones that mean the same: fewer rows, or for one row with long lists
/// several rows of the same group. A column that is left out of such a row is null there, which adds nothing to any
/// state.
final class RowPieces {
    private RowPieces() {}

    /// In order; the batch itself where it is small enough or cannot be cut.
    ///
    /// @param elementsMax further rows and elements of lists in a piece
    static List<Batch> of(Batch batch, int keyCount, int elementsMax) {
        if (batch.length() - 1 + elements(batch, keyCount) <= elementsMax) {
            return List.of(batch);
        }
        return batch.length() == 1 ? lists(batch, keyCount, elementsMax) : rows(batch, keyCount, elementsMax);
    }

    private static List<Batch> rows(Batch batch, int keyCount, int elementsMax) {
        List<Batch> pieces = new ArrayList<>();
        int half = batch.length() / 2;
        pieces.addAll(of(Slice.rows(batch, 0, half), keyCount, elementsMax));
        pieces.addAll(of(Slice.rows(batch, half, batch.length() - half), keyCount, elementsMax));
        return pieces;
    }

    private static long elements(Batch batch, int keyCount) {
        long elements = 0;
        for (Vector column : batch.columns().subList(keyCount, batch.columns().size())) {
            elements += elements(column);
        }
        return elements;
    }

    private static long elements(Vector column) {
        return switch (column) {
            case ListVector lists -> (long) lists.offsets()[lists.length()] - lists.offsets()[0];
            case MapVector maps -> (long) maps.offsets()[maps.length()] - maps.offsets()[0];
            default -> 0;
        };
    }

    private static List<Batch> lists(Batch row, int keyCount, int elementsMax) {
        List<Vector> columns = row.columns();
        List<Vector> rest = new ArrayList<>(columns);
        List<Batch> pieces = new ArrayList<>();
        for (int i = keyCount; i < columns.size(); i++) {
            if (elements(columns.get(i)) > 0) {
                rest.set(i, new NullVector(columns.get(i).type(), 1));
            }
        }
        pieces.add(new Batch(row.schema(), 1, rest));
        for (int i = keyCount; i < columns.size(); i++) {
            long elements = elements(columns.get(i));
            for (long from = 0; from < elements; from += elementsMax) {
                Vector some = part(columns.get(i), (int) from, (int) Math.min(elementsMax, elements - from));
                pieces.add(alone(row, keyCount, i, some));
            }
        }
        return pieces;
    }

    private static Vector part(Vector column, int from, int count) {
        int[] offsets = {0, count};
        return switch (column) {
            case ListVector lists ->
                new ListVector(
                        lists.type(),
                        1,
                        Validity.ALL,
                        offsets,
                        Slice.rows(lists.elements(), lists.offsets()[0] + from, count));
            case MapVector maps ->
                new MapVector(
                        maps.type(),
                        1,
                        Validity.ALL,
                        offsets,
                        Slice.rows(maps.keys(), maps.offsets()[0] + from, count),
                        Slice.rows(maps.values(), maps.offsets()[0] + from, count));
            default -> throw new IllegalStateException("has no elements: " + column.type());
        };
    }

    /// The keys of a batch with one state column, which may be of another type; the others are null.
    private static Batch alone(Batch row, int keyCount, int column, Vector state) {
        List<Vector> columns = new ArrayList<>(row.columns().subList(0, keyCount));
        for (int i = keyCount; i < row.columns().size(); i++) {
            DataType type = row.columns().get(i).type();
            columns.add(i == column ? state : new NullVector(type, row.length()));
        }
        return new Batch(row.schema(), row.length(), columns);
    }
}
