package io.quern.dataframe.aggregate;

import io.quern.core.error.QuernException;
import io.quern.dataframe.aggregate.AggregateFunction.Custom;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// States of the user's functions. Rows are kept until there are enough of them that groups have more than a
/// few each; then the chunk function gets each group's rows at once.
///
/// The states in a partial are never changed: their partition is a task's stored result, which a repeated run reads
/// again. The user's functions get copies of them.
final class CustomState<S> implements State {
    private static final int ROWS_KEPT_MAX = 1 << 17;
    private static final int BYTES_A_REFERENCE = 8;
    private static final int STATES_MEASURED = 32;
    /// Collections of small objects are the usual states; their nodes and headers are not serialised.
    private static final int BYTES_A_SERIALISED_BYTE = 4;

    private final Custom<S> function;
    private final int arguments;
    private @Nullable Object[] states = new Object[0];
    private final List<Vector[]> kept = new ArrayList<>();
    private int[] keptGroups = new int[0];
    private int keptRows;
    private long keptBytes;
    private long keptBytesCounted;
    private long stateBytesCounted;
    private int groupsSeen;
    /// Whether states may have grown since they were counted.
    private boolean isChanged;
    private final StateCopies copies = new StateCopies();

    /// @param arguments number of argument columns
    CustomState(Custom<S> function, int arguments) {
        this.function = function;
        this.arguments = arguments;
    }

    /// Rows are kept as they come; their dictionaries are kept by whoever reads them.
    @Override
    public boolean makeRoom(int length, int groupCount, Vector[] columns, StateMemory memory) {
        long bytes = 0;
        for (Vector column : columns) {
            bytes += column instanceof DictionaryVector ? length * 4L : column.retainedBytes();
        }
        if (!memory.tryGrow(bytes)
                || !Room.isGranted(keptGroups.length, keptRows + length, Integer.BYTES, memory)
                || !Room.isGranted(states.length, groupCount, BYTES_A_REFERENCE, memory)) {
            return false;
        }
        keptBytes += bytes;
        keptBytesCounted += bytes;
        return true;
    }

    @Override
    public boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory) {
        return Room.isGranted(states.length, groupCount, BYTES_A_REFERENCE, memory);
    }

    @Override
    public boolean settle(StateMemory memory) {
        if (!isChanged) {
            return true;
        }
        isChanged = false;
        memory.shrink(keptBytesCounted - keptBytes);
        keptBytesCounted = keptBytes;
        long bytes = stateBytes();
        if (bytes > stateBytesCounted && !memory.tryGrow(bytes - stateBytesCounted)) {
            return false;
        }
        memory.shrink(Math.max(0, stateBytesCounted - bytes));
        stateBytesCounted = bytes;
        return true;
    }

    /// About what the states take, by the serialised size of some of them.
    private long stateBytes() {
        int step = Math.max(1, states.length / STATES_MEASURED);
        long bytes = 0;
        long measured = 0;
        for (int group = 0; group < states.length; group += step) {
            Object state = states[group];
            if (state != null) {
                bytes += copies.serializedBytes(state);
                measured++;
            }
        }
        return measured == 0 ? 0 : bytes * BYTES_A_SERIALISED_BYTE / measured * groupsSeen;
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] columns) {
        keptGroups = Room.of(keptGroups, keptRows + length, 0);
        System.arraycopy(groups, 0, keptGroups, keptRows, length);
        keptRows += length;
        kept.add(columns.clone());
        if (keptRows >= ROWS_KEPT_MAX) {
            chunk(groupCount);
        }
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        states = Room.of(states, groupCount);
        groupsSeen = groupCount;
        isChanged = true;
        @Nullable Object[] more = ((ObjectVector) Flatten.top(partial)).values();
        for (int row = 0; row < length; row++) {
            if (more[row] != null) {
                merge(groups[row], CustomState.<S>cast(copies.of(more[row])));
            }
        }
    }

    @Override
    public void end(int groupCount) {
        chunk(groupCount);
    }

    @Override
    public Vector partial(int from, int to) {
        return new ObjectVector(to - from, Arrays.copyOfRange(states, from, to));
    }

    /// The results as a column.
    static <S> Vector results(Custom<S> function, Vector partial) {
        List<@Nullable Object> results = new ArrayList<>();
        @Nullable Object[] states = ((ObjectVector) partial).values();
        StateCopies copies = new StateCopies();
        for (int row = 0; row < partial.length(); row++) {
            Object state = states[row];
            results.add(function.finish()
                    .apply(state == null ? ofNoRows(function) : CustomState.<S>cast(copies.of(state))));
        }
        return CellWriter.vector(Field.of(function.name(), function.type()), results);
    }

    /// The state of the one group without keys where there is no row.
    private static <S> S ofNoRows(Custom<S> function) {
        return state(function, function.chunk().apply(new Rows(List.of(), new int[0], 0, 0)), "chunk");
    }

    private void chunk(int groupCount) {
        states = Room.of(states, groupCount);
        if (keptRows == 0) {
            return;
        }
        List<CellReader> readers = new ArrayList<>();
        for (int argument = 0; argument < arguments; argument++) {
            int position = argument;
            readers.add(CellReader.of(Concat.vectors(
                    kept.stream().map(columns -> columns[position]).toList())));
        }
        int[] rows = new int[keptRows];
        Arrays.setAll(rows, row -> row);
        int[] sorted = IntSort.byKey(rows, keptGroups, groupCount);
        int from = 0;
        while (from < sorted.length) {
            int group = keptGroups[sorted[from]];
            int to = from;
            while (to < sorted.length && keptGroups[sorted[to]] == group) {
                to++;
            }
            merge(group, state(function, function.chunk().apply(new Rows(readers, sorted, from, to)), "chunk"));
            from = to;
        }
        kept.clear();
        keptRows = 0;
        keptBytes = 0;
        groupsSeen = groupCount;
        isChanged = true;
    }

    private void merge(int group, S state) {
        Object known = states[group];
        states[group] = known == null
                ? state
                : state(function, function.merge().apply(CustomState.<S>cast(known), state), "merge");
    }

    private static <S> S state(Custom<S> function, @Nullable Object state, String made) {
        if (state == null) {
            throw QuernException.user("custom aggregation '" + function.name() + "': its " + made
                    + " function gave null; a state must be an object, use an empty one");
        }
        return CustomState.<S>cast(state);
    }

    /// A state column holds what the same function's chunk and merge made.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    private static <S> S cast(@Nullable Object state) {
        return (S) state;
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
