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
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.Schema;
import java.util.List;
import java.util.Map;

/// Makes the states of an aggregation, and batches of their columns.
final class States {
    private States() {}

    /// @param idsByColumn where aggregates of one column share its ids
    static State of(AggregateCall call, Schema input, PairKernel kernel, Map<String, ColumnIds> idsByColumn) {
        List<DataType> types = call.argumentTypes(input);
        DataType partialType = call.function().partialType(types);
        return switch (call.function()) {
            case Count _ -> new CountState();
            case CountDistinct _ -> new DistinctState(partialType, ids(call, types, idsByColumn), kernel);
            case CountValues _ -> new ValueCountsState(partialType, ids(call, types, idsByColumn), kernel);
            case Sum _ -> new SumState(call.name(), partialType.equals(DataType.INT64));
            case Mean _ -> new MeanState(partialType);
            case Extreme extreme -> new ExtremeState(partialType, extreme.isLargest());
            case CollectList _ -> new ListState((ListType) partialType);
            case Custom<?> custom -> new CustomState<>(custom, types.size());
        };
    }

    private static ColumnIds ids(AggregateCall call, List<DataType> types, Map<String, ColumnIds> idsByColumn) {
        return idsByColumn.computeIfAbsent(call.columns().getFirst(), _ -> new ColumnIds(types.getFirst(), false));
    }

    /// Cuts a batch into some of a size that the next task likes.
    static Partition partition(Batch all) {
        return new Partition(all.schema(), Slice.pieces(all));
    }
}
