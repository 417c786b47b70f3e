package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The groups of an aggregation with their states, and the memory that they take.
final class GroupTables {
    private static final int DRAINED_GROUPS_MAX = 1 << 12;
    private static final int DRAINED_BYTES_MAX = 1 << 17;

    private final Schema partialSchema;
    private final Groups groups;
    private final List<State> states = new ArrayList<>();
    private final StateMemory memory;
    private boolean isForced;
    private boolean isFull;

    GroupTables(AggregationSpec spec, Schema input, StateMemory memory) {
        this.partialSchema = spec.partialSchema(input);
        List<DataType> keyTypes =
                spec.keys().stream().map(key -> input.field(key).type()).toList();
        this.groups = new Groups(keyTypes);
        this.memory = memory;
    }

    List<State> states() {
        return states;
    }

    StateMemory memory() {
        return memory;
    }

    int groups() {
        return groups.size();
    }

    /// The group of each row, or null where memory is refused.
    int @Nullable [] tryGroups(List<Vector> keys, int length) {
        if (isFull && !isForced) {
            return null;
        }
        int[] rowGroups = groups.tryOf(keys, length, memory);
        isFull |= rowGroups == null;
        return rowGroups;
    }

    /// Notes whether states had memory; if not, nothing is added any more.
    boolean isGranted(boolean isGranted) {
        isFull |= !isGranted;
        return isGranted;
    }

    /// After rows were added.
    void settle() {
        for (State state : states) {
            isFull |= !state.settle(memory);
        }
    }

    void force(BooleanSupplier addition) {
        isForced = true;
        memory.force(true);
        try {
            if (!addition.getAsBoolean()) {
                throw new IllegalStateException("memory that has to be there was refused");
            }
        } finally {
            isForced = false;
            memory.force(false);
        }
    }

    /// All groups as one batch that keeps no more alive than it holds.
    Batch partial() {
        end();
        groups.trim();
        states.forEach(State::trim);
        return partial(0, groups.size());
    }

    void drain(Consumer<Batch> sink) {
        long[] bytes = new long[groups.size()];
        end();
        states.forEach(state -> state.addBytes(bytes));
        memory.releaseRoomToHandOn();
        int from = 0;
        while (from < bytes.length) {
            int to = from + 1;
            long sum = bytes[from];
            while (to < bytes.length && to - from < DRAINED_GROUPS_MAX && sum + bytes[to] <= DRAINED_BYTES_MAX) {
                sum += bytes[to++];
            }
            sink.accept(partial(from, to));
            from = to;
        }
    }

    /// The keys of groups that have at least one in `shares` of all distinct values that are counted.
    Batch largest(Schema keySchema, int shares) {
        long[] sizes = new long[groups.size()];
        for (State state : states) {
            if (state instanceof DistinctState) {
                state.addBytes(sizes);
            }
        }
        long least = Math.max(1, Arrays.stream(sizes).sum() / shares);
        List<Batch> largest = new ArrayList<>();
        for (int group = 0; group < sizes.length; group++) {
            if (sizes[group] >= least) {
                largest.add(new Batch(keySchema, 1, groups.keyColumns(group, group + 1)));
            }
        }
        return largest.isEmpty() ? new Batch(keySchema, 0, groups.keyColumns(0, 0)) : Concat.batches(largest);
    }

    private void end() {
        states.forEach(state -> state.end(groups.size()));
    }

    private Batch partial(int from, int to) {
        List<Vector> columns = new ArrayList<>(groups.keyColumns(from, to));
        states.forEach(state -> columns.add(state.partial(from, to)));
        return new Batch(partialSchema, to - from, columns);
    }

    void close() {
        memory.close();
    }
}
