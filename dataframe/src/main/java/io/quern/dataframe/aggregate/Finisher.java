package io.quern.dataframe.aggregate;

import io.quern.dataframe.aggregate.AggregateFunction.CollectList;
import io.quern.dataframe.aggregate.AggregateFunction.Count;
import io.quern.dataframe.aggregate.AggregateFunction.CountDistinct;
import io.quern.dataframe.aggregate.AggregateFunction.CountValues;
import io.quern.dataframe.aggregate.AggregateFunction.Custom;
import io.quern.dataframe.aggregate.AggregateFunction.Extreme;
import io.quern.dataframe.aggregate.AggregateFunction.Mean;
import io.quern.dataframe.aggregate.AggregateFunction.Sum;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns partial state in which every group is one row into the result: one row a group, ascending by the keys
/// (text by its bytes, null last), whatever order the state was in.
public final class Finisher {
    /// Row numbers before and after a step of sorting, and where a key begins.
    private static final long SORT_BYTES_A_ROW = 3 * Integer.BYTES;

    /// Of each key: its id, its rank, and its place in a table of ids.
    private static final long SORT_BYTES_A_KEY = 32;

    private final AggregationSpec spec;
    private final Schema resultSchema;

    /// @param input the schema that the aggregation was declared on
    public Finisher(AggregationSpec spec, Schema input) {
        this.spec = spec;
        this.resultSchema = spec.resultSchema(input);
    }

    /// The result of merged state.
    ///
    /// @throws IllegalArgumentException where a group stands in more than one row
    public Partition finish(Partition partial) {
        List<Batch> results = new ArrayList<>();
        if (partial.rows() > 0) {
            try {
                if (!tryFinish(Concat.batches(partial.batches()), results::add)) {
                    throw new IllegalArgumentException("a group stands in more than one row of " + spec);
                }
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("a list takes everything", e);
            }
        }
        return new Partition(resultSchema, results);
    }

    /// About what sorting takes of memory beside the state and its results.
    public long sortBytes(long rows) {
        return rows * (SORT_BYTES_A_ROW + SORT_BYTES_A_KEY * spec.keys().size());
    }

    /// Hands the results of a batch of state over.
    ///
    /// @return false where a group stands in more than one row: then nothing is handed over
    public boolean tryFinish(Batch state, BatchSink sink) throws Exception {
        int[] rows = sortedRows(state, spec.keys().size());
        if (rows.length < state.length()) {
            return false;
        }
        List<Vector> finished = finished(state);
        for (int from = 0; from < rows.length && !sink.isFull(); from += Slice.PIECE_ROWS_MAX) {
            int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + Slice.PIECE_ROWS_MAX));
            List<Vector> columns = finished.stream()
                    .map(column -> Gather.rows(column, some, some.length))
                    .toList();
            sink.accept(new Batch(resultSchema, some.length, columns));
        }
        return true;
    }

    /// Hands the results of a batch of state over in the order of its rows, of which each is a group of its own.
    public void finishAsTheyAre(Batch state, BatchSink sink) throws Exception {
        Batch results = new Batch(resultSchema, state.length(), finished(state));
        for (int from = 0; from < results.length() && !sink.isFull(); from += Slice.PIECE_ROWS_MAX) {
            sink.accept(Slice.rows(results, from, Math.min(Slice.PIECE_ROWS_MAX, results.length() - from)));
        }
    }

    private List<Vector> finished(Batch state) {
        int keyCount = spec.keys().size();
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < state.columns().size(); i++) {
            Vector column = state.columns().get(i);
            columns.add(
                    i < keyCount
                            ? column
                            : finish(spec.calls().get(i - keyCount).function(), column));
        }
        return columns;
    }

    /// Row numbers in the order of the keys, without those whose keys are those of the row before.
    private static int[] sortedRows(Batch state, int keyCount) {
        int[] rows = new int[state.length()];
        Arrays.setAll(rows, row -> row);
        List<int[]> ranks = new ArrayList<>();
        for (int key = keyCount - 1; key >= 0; key--) {
            Vector column = state.columns().get(key);
            ColumnIds ids = new ColumnIds(column.type(), true);
            int[] rankOfRow = ranks(ids.of(column), column.length(), ids);
            rows = IntSort.byKey(rows, rankOfRow, ids.interner().size());
            ranks.add(rankOfRow);
        }
        int kept = 0;
        for (int row : rows) {
            if (kept == 0 || !isSameGroup(ranks, rows[kept - 1], row)) {
                rows[kept++] = row;
            }
        }
        return kept == rows.length ? rows : Arrays.copyOf(rows, kept);
    }

    private static boolean isSameGroup(List<int[]> ranks, int left, int right) {
        for (int[] rankOfRow : ranks) {
            if (rankOfRow[left] != rankOfRow[right]) {
                return false;
            }
        }
        return true;
    }

    private static int[] ranks(int[] idOfRow, int length, ColumnIds ids) {
        int[] ranks = ids.interner().ranks();
        int[] rankOfRow = new int[length];
        for (int row = 0; row < length; row++) {
            rankOfRow[row] = ranks[idOfRow[row]];
        }
        return rankOfRow;
    }

    private static Vector finish(AggregateFunction function, Vector state) {
        return switch (function) {
            case Count _, Sum _, Extreme _, CollectList _ -> state;
            case CountDistinct _ -> ((ListVector) Flatten.top(state)).sizes();
            case CountValues _ -> sortedByKey((MapVector) Flatten.top(state));
            case Mean _ -> MeanState.means(state);
            case Custom<?> custom -> CustomState.results(custom, state);
        };
    }

    private static Vector sortedByKey(MapVector maps) {
        int length = maps.length();
        int first = maps.offsets()[0];
        int entries = maps.offsets()[length] - first;
        Vector keys = Slice.rows(maps.keys(), first, entries);
        ColumnIds ids = new ColumnIds(((MapType) maps.type()).key().type(), true);
        int[] rankOfEntry = ranks(ids.of(keys), entries, ids);
        int[] all = new int[entries];
        Arrays.setAll(all, entry -> entry);
        int[] rowNumbers = new int[length];
        Arrays.setAll(rowNumbers, row -> row);
        int[] rowOfEntry = Occurrences.groupsOfElements(rowNumbers, maps.offsets(), length);
        int[] byRank = IntSort.byKey(all, rankOfEntry, ids.interner().size());
        int[] sorted = IntSort.byKey(byRank, rowOfEntry, length);
        int[] offsets = new int[length + 1];
        Arrays.setAll(offsets, row -> maps.offsets()[row] - first);
        Vector counts = Slice.rows(maps.values(), first, entries);
        return new MapVector(
                maps.type(),
                length,
                Validity.ALL,
                offsets,
                Gather.rows(keys, sorted, entries),
                Gather.rows(counts, sorted, entries));
    }
}
