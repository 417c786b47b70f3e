package io.quern.examples;

import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.countDistinct;
import static io.quern.dataframe.Aggregates.countValues;
import static io.quern.dataframe.Columns.col;
import static io.quern.dataframe.Columns.concatWith;
import static io.quern.dataframe.Columns.struct;
import static java.time.temporal.ChronoUnit.HOURS;

import io.quern.dataframe.DataFrame;
import io.quern.dataframe.Frames;

/// Page views, visitors and referrers of each page in each hour.
public final class EventsJob {
    private EventsJob() {}

    /// @param input folder, file or mask of events, in folders like `customer=a.com`
    public static DataFrame pageHours(Frames frames, String input) {
        return frames.readParquet(input)
                .with("ts", col("ts").floor(HOURS))
                .groupBy("customer", "url", "ts")
                .agg(
                        count().as("page_views"),
                        countDistinct("session_id").as("visitors"),
                        countValues("referrer").as("referrers"))
                .select(
                        concatWith("|", col("url"), col("customer"), col("ts")).as("_id"),
                        col("customer"),
                        col("url"),
                        col("ts"),
                        struct("page_views", "visitors").as("metrics"),
                        col("referrers"));
    }
}
