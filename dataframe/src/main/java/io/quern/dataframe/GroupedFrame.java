package io.quern.dataframe;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.plan.GroupAggregate;
import io.quern.dataframe.plan.LogicalPlan;
import java.util.Arrays;
import java.util.List;

/// Rows that are grouped and wait to be aggregated. Made by [DataFrame#groupBy].
public final class GroupedFrame {
    private final FrameSession session;
    private final LogicalPlan plan;
    private final List<String> keys;

    GroupedFrame(FrameSession session, LogicalPlan plan, List<String> keys) {
        this.session = session;
        this.plan = plan;
        this.keys = keys;
    }

    /// One row a group: the keys, then an aggregate a column. Null in a key is a value like any other. Groups ascend
    /// by their keys, null last.
    ///
    /// @throws io.quern.core.error.QuernException if a column is unknown, an aggregate does not take its type, or
    ///     two columns have the same name
    public DataFrame agg(Aggregate... aggregates) {
        return CallSite.located(() -> new DataFrame(
                session,
                GroupAggregate.of(
                        plan,
                        new AggregationSpec(
                                keys,
                                Arrays.stream(aggregates).map(Aggregate::call).toList()))));
    }
}
