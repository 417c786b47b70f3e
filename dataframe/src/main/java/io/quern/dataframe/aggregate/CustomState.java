package io.quern.dataframe.aggregate;

import io.quern.core.error.QuernException;
import io.quern.dataframe.aggregate.AggregateFunction.Custom;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.builder.BytesVectorBuilder;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// States of the user's functions. Rows are kept until there are enough of them that groups have more than a
/// few each; then the chunk function gets each group's rows at once.
///
/// In a partial the states are bytes: what they take is known wherever it is kept or sent, and nothing that the
/// user's functions change is the state of a stored result, which a repeated run reads again.
final class CustomState<S> implements State {
    private static final int ROWS_KEPT_MAX = 1 << 17;
    private static final int BYTES_A_REFERENCE = 8;
    private static final int STATES_MEASURED = 32;
    /// States are measured again once this much has come of what had come by the last time: so all that is ever
    /// serialised for it is a few times what the measured states have in the end.
    private static final int PERCENT_MEASURED_AT = 125;
    /// In the end all states stand in one vector, and what is measured may be too little.
    private static final long STATES_BYTES_MAX = 1 << 30;
    /// Collections of small objects are the usual states; their nodes and headers are not serialised.
    private static final int BYTES_A_SERIALISED_BYTE = 4;

    private final Custom<S> function;
    private final KeptRows kept;
    private final StateCodec codec = new StateCodec();
    private @Nullable Object[] states = new Object[0];
    private int groupsSeen;
    /// Groups that have a state, or rows that are kept.
    private int groupsCounted;

    private final BitSet groupsOfRows = new BitSet();
    /// Of a state, serialised, when it was measured last; 0 before there is any.
    private long averageBytes;
    /// Bytes of everything that has become part of states, and how many that were when states were measured.
    private long cameBytes;

    private long measuredAtBytes;

    /// Counted for rows and states that are to be added next; what is asked for again was not added.
    private long expectedRowBytes;

    private long expectedStateBytes;

    private long keptBytes;
    private long stateBytes;

    /// @param arguments number of argument columns
    CustomState(Custom<S> function, int arguments) {
        this.function = function;
        this.kept = new KeptRows(arguments);
    }

    @Override
    public boolean makeRoom(int length, int groupCount, Vector[] columns, StateMemory memory) {
        if (averageBytes == 0) {
            S first = state(function, function.chunk().apply(KeptRows.first(columns)), "chunk");
            averageBytes = codec.sizeBytes(first);
        }
        long newBytes = averageBytes * Math.min(length, groupCount - groupsCounted) * BYTES_A_SERIALISED_BYTE;
        return expect(KeptRows.bytes(length, columns), newBytes, memory)
                && kept.makeRoom(length, memory)
                && makeRoom(groupCount, memory);
    }

    @Override
    public boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory) {
        BytesVector more = (BytesVector) Flatten.top(partial);
        long bytes = (long) more.offsets()[length] - more.offsets()[0];
        return expect(0, bytes * BYTES_A_SERIALISED_BYTE, memory) && makeRoom(groupCount, memory);
    }

    private boolean makeRoom(int groupCount, StateMemory memory) {
        if (!Room.isGranted(states.length, groupCount, BYTES_A_REFERENCE, memory)) {
            return false;
        }
        states = Room.of(states, groupCount);
        return true;
    }

    private boolean expect(long rowBytes, long newStateBytes, StateMemory memory) {
        memory.shrink(expectedRowBytes + expectedStateBytes);
        expectedRowBytes = 0;
        expectedStateBytes = 0;
        if (!memory.tryGrow(rowBytes + newStateBytes)) {
            return false;
        }
        expectedRowBytes = rowBytes;
        expectedStateBytes = newStateBytes;
        return true;
    }

    private void added() {
        keptBytes += expectedRowBytes;
        stateBytes += expectedStateBytes;
        expectedRowBytes = 0;
        expectedStateBytes = 0;
    }

    /// What was counted for rows and states as they came is more than what has become of them.
    @Override
    public boolean settle(StateMemory memory) {
        if (kept.size() == 0) {
            memory.shrink(keptBytes);
            keptBytes = 0;
        }
        measureIfDue();
        long bytes = averageBytes * groupsCounted * BYTES_A_SERIALISED_BYTE;
        if (bytes > stateBytes && !memory.tryGrow(bytes - stateBytes)) {
            return false;
        }
        memory.shrink(Math.max(0, stateBytes - bytes));
        stateBytes = bytes;
        return averageBytes * groupsCounted <= STATES_BYTES_MAX;
    }

    /// Serialises some of the states.
    private void measureIfDue() {
        if (cameBytes == measuredAtBytes || cameBytes * 100 < measuredAtBytes * PERCENT_MEASURED_AT) {
            return;
        }
        measuredAtBytes = cameBytes;
        int step = Math.max(1, groupsSeen / STATES_MEASURED);
        long bytes = 0;
        long measured = 0;
        for (int group = 0; group < groupsSeen; group += step) {
            Object state = states[group];
            if (state != null) {
                bytes += codec.sizeBytes(state);
                measured++;
            }
        }
        averageBytes = measured == 0 ? averageBytes : bytes / measured;
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] columns) {
        added();
        for (int row = 0; row < length; row++) {
            if (!groupsOfRows.get(groups[row])) {
                groupsOfRows.set(groups[row]);
                groupsCounted++;
            }
        }
        kept.add(groups, length, columns);
        if (kept.size() >= ROWS_KEPT_MAX) {
            chunk(groupCount);
        }
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        cameBytes += expectedStateBytes;
        added();
        groupsSeen = groupCount;
        BytesVector more = (BytesVector) Flatten.top(partial);
        for (int row = 0; row < length; row++) {
            if (!more.isNull(row)) {
                groupsCounted += states[groups[row]] == null ? 1 : 0;
                merge(groups[row], CustomState.<S>cast(codec.toState(more, row)));
            }
        }
    }

    private void chunk(int groupCount) {
        states = Room.of(states, groupCount);
        groupsSeen = groupCount;
        cameBytes += keptBytes + kept.size();
        kept.drain(
                groupCount,
                (group, values) -> merge(group, state(function, function.chunk().apply(values), "chunk")));
    }

    private void merge(int group, S state) {
        Object known = states[group];
        states[group] = known == null
                ? state
                : state(function, function.merge().apply(CustomState.<S>cast(known), state), "merge");
    }

    @Override
    public void end(int groupCount) {
        chunk(groupCount);
        measureIfDue();
    }

    @Override
    public void addBytes(long[] bytes) {
        for (int group = 0; group < bytes.length; group++) {
            bytes[group] += averageBytes;
        }
    }

    @Override
    public Vector partial(int from, int to) {
        int expected = (int) Math.min(STATES_BYTES_MAX, averageBytes * (to - from));
        BytesVectorBuilder bytes = new BytesVectorBuilder(DataType.BINARY, to - from, expected);
        for (int group = from; group < to; group++) {
            Object state = states[group];
            if (state == null) {
                bytes.appendNull();
            } else {
                bytes.append(codec.toBytes(state));
            }
        }
        return bytes.build();
    }

    /// The results as a column.
    static <S> Vector results(Custom<S> function, Vector partial) {
        List<@Nullable Object> results = new ArrayList<>();
        BytesVector states = (BytesVector) Flatten.top(partial);
        StateCodec codec = new StateCodec();
        for (int row = 0; row < states.length(); row++) {
            S state = states.isNull(row) ? ofNoRows(function) : CustomState.<S>cast(codec.toState(states, row));
            results.add(function.finish().apply(state));
        }
        return CellWriter.vector(Field.of(function.name(), function.type()), results);
    }

    /// The state of the one group without keys where there is no row.
    private static <S> S ofNoRows(Custom<S> function) {
        return state(function, function.chunk().apply(KeptRows.none()), "chunk");
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
}
