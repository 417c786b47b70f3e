package io.quern.dataframe.aggregate;

import io.quern.core.task.TaskMemory;
import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Aggregates batches of input into partial state.
public final class ChunkAggregator extends PartialAggregator {
    private final Schema input;
    private final int[] keyColumns;
    private final List<int[]> argumentColumns;

    public ChunkAggregator(AggregationSpec spec, Schema input) {
        this(spec, input, new UnboundedMemory());
    }

    public ChunkAggregator(AggregationSpec spec, Schema input, TaskMemory memory) {
        this(spec, input, PairKernel.AUTOMATIC, memory);
    }

    /// @param kernel for tests; every kernel gives the same result
    public ChunkAggregator(AggregationSpec spec, Schema input, PairKernel kernel, TaskMemory memory) {
        this(spec, input, kernel, new StateMemory(memory));
    }

    private ChunkAggregator(AggregationSpec spec, Schema input, PairKernel kernel, StateMemory memory) {
        super(new GroupTables(spec, input, memory));
        this.input = input;
        this.keyColumns = positions(spec.keys());
        this.argumentColumns =
                spec.calls().stream().map(call -> positions(call.columns())).toList();
        Map<String, ColumnIds> idsByColumn = new HashMap<>();
        spec.calls().forEach(call -> tables.states().add(States.of(call, input, kernel, idsByColumn)));
    }

    /// One that keeps room for a copy of all that it has.
    public static ChunkAggregator toBeCopied(AggregationSpec spec, Schema input, TaskMemory memory) {
        return new ChunkAggregator(spec, input, PairKernel.AUTOMATIC, new StateMemory(memory, StateMemory.COPIED));
    }

    /// Adds the rows of a batch of the input schema.
    @Override
    public boolean tryAdd(Batch batch) {
        if (batch.length() == 0) {
            return true;
        }
        List<Vector> keys = new ArrayList<>();
        for (int column : keyColumns) {
            keys.add(batch.columns().get(column));
        }
        int[] rowGroups = tables.tryGroups(keys, batch.length());
        if (rowGroups == null) {
            return false;
        }
        List<State> states = tables.states();
        for (int i = 0; i < states.size(); i++) {
            Vector[] arguments = arguments(batch, argumentColumns.get(i));
            if (!tables.isGranted(
                    states.get(i).makeRoom(batch.length(), tables.groups(), arguments, tables.memory()))) {
                return false;
            }
        }
        for (int i = 0; i < states.size(); i++) {
            states.get(i).add(rowGroups, batch.length(), tables.groups(), arguments(batch, argumentColumns.get(i)));
        }
        tables.settle();
        return true;
    }

    private int[] positions(List<String> names) {
        return names.stream().mapToInt(input::indexOf).toArray();
    }

    private static Vector[] arguments(Batch batch, int[] columns) {
        Vector[] arguments = new Vector[columns.length];
        for (int i = 0; i < columns.length; i++) {
            arguments[i] = batch.columns().get(columns[i]);
        }
        return arguments;
    }
}
