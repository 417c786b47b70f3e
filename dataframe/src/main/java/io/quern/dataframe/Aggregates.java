package io.quern.dataframe;

import io.quern.core.error.QuernException;
import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregateFunction;
import io.quern.dataframe.aggregate.AggregateFunction.CollectList;
import io.quern.dataframe.aggregate.AggregateFunction.Count;
import io.quern.dataframe.aggregate.AggregateFunction.CountDistinct;
import io.quern.dataframe.aggregate.AggregateFunction.CountValues;
import io.quern.dataframe.aggregate.AggregateFunction.Custom;
import io.quern.dataframe.aggregate.AggregateFunction.Extreme;
import io.quern.dataframe.aggregate.AggregateFunction.Mean;
import io.quern.dataframe.aggregate.AggregateFunction.Sum;
import io.quern.dataframe.aggregate.ChunkFunction;
import io.quern.dataframe.aggregate.FinishFunction;
import io.quern.dataframe.aggregate.MergeFunction;
import io.quern.dataframe.type.DataType;
import java.util.List;

/// Where aggregates begin; meant for `import static io.quern.dataframe.Aggregates.*`.
///
/// ```java
/// frame.groupBy("customer", "url").agg(count().as("page_views"), countDistinct("session_id").as("visitors"))
/// ```
public final class Aggregates {
    private Aggregates() {}

    /// Number of rows.
    public static Aggregate count() {
        return new Aggregate(new AggregateCall("count", new Count(), List.of()));
    }

    /// Number of rows where the column is not null.
    public static Aggregate count(String column) {
        return of("count", new Count(), column);
    }

    /// Number of distinct values, exact; null does not count.
    public static Aggregate countDistinct(String column) {
        return of("countDistinct", new CountDistinct(), column);
    }

    /// A map from each value to the number of its rows, sorted by value; null does not count, and a group with
    /// nothing else has an empty map.
    public static Aggregate countValues(String column) {
        return of("countValues", new CountValues(), column);
    }

    /// The sum; null where there is no value. Whole numbers are summed exactly in int64, and an overflow is an
    /// error.
    public static Aggregate sum(String column) {
        return of("sum", new Sum(), column);
    }

    /// The mean as double; null where there is no value.
    public static Aggregate mean(String column) {
        return of("mean", new Mean(), column);
    }

    /// The smallest value; null where there is no value.
    public static Aggregate min(String column) {
        return of("min", new Extreme(false), column);
    }

    /// The largest value, NaN being above every number; null where there is no value.
    public static Aggregate max(String column) {
        return of("max", new Extreme(true), column);
    }

    /// All values that are not null, as a list. Within a partition in the order of its rows.
    public static Aggregate collectList(String column) {
        return of("collectList", new CollectList(), column);
    }

    /// An aggregation of your own: `chunk` makes a state of some rows of a group, `merge` joins two states of
    /// it, `finish` turns the last one into the result. States travel between workers, so they must be
    /// serialisable.
    ///
    /// ```java
    /// custom("visitors", DataType.INT64,
    ///         values -> values.present().collect(Collectors.toCollection(HashSet::new)),
    ///         (a, b) -> { a.addAll(b); return a; },
    ///         sessions -> (long) sessions.size())
    ///     .on("session_id")
    /// ```
    ///
    /// @param name of the result column
    /// @param type of the result column
    public static <S> CustomAggregate<S> custom(
            String name, DataType type, ChunkFunction<S> chunk, MergeFunction<S> merge, FinishFunction<S> finish) {
        return new CustomAggregate<>(new Custom<>(name, type, chunk, merge, finish));
    }

    /// A custom aggregation that still lacks its columns.
    public record CustomAggregate<S>(Custom<S> function) {
        /// The columns whose values the chunk function gets, in that order.
        public Aggregate on(String... columns) {
            if (columns.length == 0) {
                throw QuernException.user(
                        "custom aggregation '" + function.name() + "': name at least one column in on(…)");
            }
            return new Aggregate(new AggregateCall(function.name(), function, List.of(columns)));
        }
    }

    private static Aggregate of(String name, AggregateFunction function, String column) {
        return new Aggregate(new AggregateCall(name + "(" + column + ")", function, List.of(column)));
    }
}
