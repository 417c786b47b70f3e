package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregateFunction.Count;
import io.quern.dataframe.aggregate.AggregateFunction.CountDistinct;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.Finisher;
import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.aggregate.KeyHashes;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
            others.set(column, new NullVector(countedSchema.fields().get(column).type(), batch.length()));
        }
        rest.add(new Batch(countedSchema, batch.length(), others));
    }

    /// By their keys: they are few.
    @Override
    public void finish(GroupOrder order, BatchSink sink) throws Exception {
        for (int i = 0; i < columns.size(); i++) {
            int column = columns.get(i);
            values.get(i).distinct(lists -> rest.add(counts(lists, column)));
            values.get(i).close();
        }
        if (!new Finisher(counted, input).tryFinish(rest.whole(), sink)) {
            throw new IllegalStateException("a table has a group twice: " + counted);
        }
    }

    private Batch counts(Batch lists, int column) {
        LongVector sizes = ((ListVector) lists.columns().getLast()).sizes();
        return RowPieces.alone(lists, countedSchema, spec.keys().size(), column, sizes);
    }

    /// Closes all, whichever of them fail.
    @Override
    public void close() {
        RuntimeException failure = closed(rest::close, null);
        for (ValuePartitions each : values) {
            failure = closed(each::close, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable RuntimeException closed(Runnable close, @Nullable RuntimeException before) {
        try {
            close.run();
        } catch (RuntimeException e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
        }
        return before;
    }
}
