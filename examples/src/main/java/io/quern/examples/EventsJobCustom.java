package io.quern.examples;

import static io.quern.dataframe.Aggregates.custom;
import static io.quern.dataframe.Columns.col;
import static io.quern.dataframe.Columns.concatWith;
import static io.quern.dataframe.Columns.struct;
import static java.time.temporal.ChronoUnit.HOURS;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import io.quern.dataframe.Aggregate;
import io.quern.dataframe.DataFrame;
import io.quern.dataframe.Frames;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// [EventsJob] by aggregations of one's own: a state of some rows, two states joined, the last one finished.
public final class EventsJobCustom {
    private static final DataType COUNTS =
            new DataType.MapType(Field.required("key", DataType.STRING), Field.required("value", DataType.INT64));

    private EventsJobCustom() {}

    /// @param input folder, file or mask of events, in folders like `customer=a.com`
    public static DataFrame pageHours(Frames frames, String input) {
        return frames.readParquet(input)
                .with("ts", col("ts").floor(HOURS))
                .groupBy("customer", "url", "ts")
                .agg(pageViews(), visitors(), referrers())
                .select(
                        concatWith("|", col("url"), col("customer"), col("ts")).as("_id"),
                        col("customer"),
                        col("url"),
                        col("ts"),
                        struct("page_views", "visitors").as("metrics"),
                        col("referrers"));
    }

    private static Aggregate pageViews() {
        return custom("page_views", DataType.INT64, rows -> (long) rows.size(), Long::sum, views -> views)
                .on("url");
    }

    private static Aggregate visitors() {
        return custom(
                        "visitors",
                        DataType.INT64,
                        rows -> rows.present().collect(toCollection(HashSet::new)),
                        (one, other) -> {
                            one.addAll(other);
                            return one;
                        },
                        (Set<Object> sessions) -> (long) sessions.size())
                .on("session_id");
    }

    private static Aggregate referrers() {
        return custom(
                        "referrers",
                        COUNTS,
                        rows -> rows.present()
                                .map(String.class::cast)
                                .collect(groupingBy(identity(), TreeMap::new, counting())),
                        (one, other) -> {
                            other.forEach((referrer, count) -> one.merge(referrer, count, Long::sum));
                            return one;
                        },
                        (Map<String, Long> counts) -> counts)
                .on("referrer");
    }
}
