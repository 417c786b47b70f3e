package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregateFunction.Count;
import io.quern.dataframe.aggregate.AggregateFunction.CountDistinct;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.Finisher;
import io.quern.dataframe.aggregate.GroupSink;
import io.quern.dataframe.aggregate.KeyHashes;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// A few groups, one of which has more distinct values than fit into memory. The values of each such aggregate
/// are counted for themselves, split by a hash of the values ([ValuePartitions]); how many there are is added up
/// like any count, in a table with all the other aggregates, which there has to be memory for.
final class WideGroups implements SpilledGroups {
    private final AggregationSpec spec;
    private final AggregationSpec counted;
    private final Schema input;
    private final Schema countedSchema;
    private final List<Integer> columns = new ArrayList<>();
    private final List<ValuePartitions> values = new ArrayList<>();
    private final MergeAggregator rest;

    WideGroups(AggregationSpec spec, Schema input, Spilling spilling) {
        this.spec = spec;
        this.input = input;
        this.counted = new AggregationSpec(
                spec.keys(), spec.calls().stream().map(WideGroups::counted).toList());
        this.countedSchema = counted.partialSchema(input);
        this.rest = new MergeAggregator(counted, input, spilling.memory());
        for (int i = 0; i < spec.calls().size(); i++) {
            AggregateCall call = spec.calls().get(i);
            if (call.function() instanceof CountDistinct) {
                columns.add(spec.keys().size() + i);
                values.add(new ValuePartitions(new AggregationSpec(spec.keys(), List.of(call)), input, spilling, 0));
            }
        }
    }

    private static AggregateCall counted(AggregateCall call) {
        return call.function() instanceof CountDistinct
                ? new AggregateCall(call.name(), new Count(), call.columns())
                : call;
    }

    @Override
    public void add(Batch batch, KeyHashes hashes) {
        List<Vector> others = new ArrayList<>(batch.columns());
        for (int i = 0; i < columns.size(); i++) {
            int column = columns.get(i);
            List<Vector> alone =
                    new ArrayList<>(batch.columns().subList(0, spec.keys().size()));
            alone.add(batch.columns().get(column));
            values.get(i).add(new Batch(values.get(i).schema(), batch.length(), alone));
            others.set(column, none(countedSchema, column, batch.length()));
        }
        rest.add(new Batch(countedSchema, batch.length(), others));
    }

    /// State of no value.
    private static Vector none(Schema schema, int column, int length) {
        return new NullVector(schema.fields().get(column).type(), length);
    }

    @Override
    public void finish(GroupSink sink) throws Exception {
        for (int i = 0; i < columns.size(); i++) {
            int column = columns.get(i);
            values.get(i).distinct(lists -> rest.add(alone(lists, column, countedSchema, sizes(lists))));
            values.get(i).close();
        }
        if (!new Finisher(counted, input).tryFinish(rest.whole(), sink)) {
            throw new IllegalStateException("a table has a group twice: " + counted);
        }
    }

    private static LongVector sizes(Batch batch) {
        ListVector lists = (ListVector) batch.columns().getLast();
        long[] sizes = new long[lists.length()];
        for (int row = 0; row < sizes.length; row++) {
            sizes[row] = (long) lists.offsets()[row + 1] - lists.offsets()[row];
        }
        return new LongVector(DataType.INT64, sizes.length, Validity.ALL, sizes);
    }

    /// The keys of a batch with one state column; the others add nothing.
    private static Batch alone(Batch keyed, int column, Schema schema, Vector state) {
        int keyCount = keyed.columns().size() - 1;
        List<Vector> vectors = new ArrayList<>(keyed.columns().subList(0, keyCount));
        for (int other = keyCount; other < schema.size(); other++) {
            vectors.add(other == column ? state : none(schema, other, keyed.length()));
        }
        return new Batch(schema, keyed.length(), vectors);
    }

    @Override
    public void close() {
        rest.close();
        RuntimeException failure = null;
        for (ValuePartitions each : values) {
            try {
                each.close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
