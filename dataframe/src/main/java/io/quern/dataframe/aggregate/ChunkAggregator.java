package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Aggregates batches of input into partial state: one row a group, keys and a state column an aggregate, in no
/// particular order. For one thread; used up by [#partial()].
public final class ChunkAggregator {
    private final Schema input;
    private final Schema partialSchema;
    private final int[] keyColumns;
    private final List<int[]> argumentColumns;
    private final Groups groups;
    private final List<State> states = new ArrayList<>();

    public ChunkAggregator(AggregationSpec spec, Schema input) {
        this(spec, input, PairKernel.AUTOMATIC);
    }

    /// @param kernel for tests; every kernel gives the same result
    public ChunkAggregator(AggregationSpec spec, Schema input, PairKernel kernel) {
        this.input = input;
        this.partialSchema = spec.partialSchema(input);
        this.keyColumns = positions(spec.keys());
        this.argumentColumns =
                spec.calls().stream().map(call -> positions(call.columns())).toList();
        List<DataType> keyTypes =
                spec.keys().stream().map(key -> input.field(key).type()).toList();
        this.groups = new Groups(keyTypes);
        Map<String, ColumnIds> idsByColumn = new HashMap<>();
        spec.calls().forEach(call -> states.add(States.of(call, input, kernel, idsByColumn)));
    }

    /// Adds the rows of a batch of the input schema.
    public void add(Batch batch) {
        if (batch.length() == 0) {
            return;
        }
        List<Vector> keys = new ArrayList<>();
        for (int column : keyColumns) {
            keys.add(batch.columns().get(column));
        }
        int[] rowGroups = groups.of(keys, batch.length());
        for (int i = 0; i < states.size(); i++) {
            states.get(i).add(rowGroups, batch.length(), groups.size(), arguments(batch, argumentColumns.get(i)));
        }
    }

    /// Groups so far.
    public int groups() {
        return groups.size();
    }

    /// The partial state of all rows added.
    public Partition partial() {
        return States.partial(partialSchema, groups, states);
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
