package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.FlatBytes;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.Schema;
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
    /// @param bytesMax of a piece, written out; what cannot be cut may have more
    static List<Batch> of(Batch batch, int keyCount, int elementsMax, long bytesMax) {
        long elements = elements(batch, keyCount);
        boolean isSmall = batch.length() - 1 + elements <= elementsMax && FlatBytes.of(batch) <= bytesMax;
        if (isSmall || (batch.length() <= 1 && elements <= 1)) {
            return List.of(batch);
        }
        List<Batch> pieces = new ArrayList<>();
        if (batch.length() == 1) {
            addLists(pieces, batch, keyCount, elementsMax, bytesMax);
        } else {
            int half = batch.length() / 2;
            pieces.addAll(of(Slice.rows(batch, 0, half), keyCount, elementsMax, bytesMax));
            pieces.addAll(of(Slice.rows(batch, half, batch.length() - half), keyCount, elementsMax, bytesMax));
        }
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

    private static void addLists(List<Batch> pieces, Batch row, int keyCount, int elementsMax, long bytesMax) {
        List<Vector> columns = row.columns();
        List<Vector> rest = new ArrayList<>(columns);
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
                for (Vector part : parts(some, bytesMax)) {
                    pieces.add(alone(row, row.schema(), keyCount, i, part));
                }
            }
        }
    }

    /// Parts of one list or map.
    private static List<Vector> parts(Vector column, long bytesMax) {
        int elements = (int) elements(column);
        if (elements <= 1 || FlatBytes.of(column, 0, 1) <= bytesMax) {
            return List.of(column);
        }
        List<Vector> parts = new ArrayList<>(parts(part(column, 0, elements / 2), bytesMax));
        parts.addAll(parts(part(column, elements / 2, elements - elements / 2), bytesMax));
        return parts;
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

    /// The keys of rows with one state column; the others are null.
    ///
    /// @param schema of what is made
    static Batch alone(Batch keyed, Schema schema, int keyCount, int column, Vector state) {
        List<Vector> columns = new ArrayList<>(keyed.columns().subList(0, keyCount));
        for (int i = keyCount; i < schema.size(); i++) {
            columns.add(
                    i == column ? state : new NullVector(schema.fields().get(i).type(), keyed.length()));
        }
        return new Batch(schema, keyed.length(), columns);
    }
}
