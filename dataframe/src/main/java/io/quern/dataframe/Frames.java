package io.quern.dataframe;

import io.quern.client.JobRunner;
import io.quern.client.ProgressListener;
import io.quern.core.error.QuernException;
import io.quern.core.value.Functions;
import io.quern.core.value.ProgramBound;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.physical.LoweringOptions;
import io.quern.dataframe.plan.ParquetScan;
import io.quern.dataframe.plan.RecordScan;
import io.quern.dataframe.plan.TextScan;
import io.quern.dataframe.record.RecordSchema;
import io.quern.dataframe.rule.Optimizer;
import io.quern.dataframe.source.FileDiscovery;
import io.quern.dataframe.source.ParquetTable;
import java.util.List;
import java.util.Set;

/// Where frames begin. Immutable, thread-safe.
///
/// ```java
/// Frames frames = Frames.on(runner);
/// frames.readParquet("events").groupBy("customer").agg(count().as("views")).show();
/// ```
@ProgramBound(remedy = "make frames outside of functions; capture the values that the function needs")
public final class Frames {
    private static final FileDiscovery PARQUET = new FileDiscovery("Parquet", List.of(".parquet", ".parq"));
    private static final FileDiscovery TEXT = new FileDiscovery("text", List.of());

    private static final int GROUP_PARTITIONS_MAX = 100_000;

    private final FrameSession session;

    private Frames(FrameSession session) {
        this.session = session;
    }

    /// Frames whose jobs run there. The runner stays the caller's to close.
    public static Frames on(JobRunner runner) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Functions functions = Functions.of(context == null ? Frames.class.getClassLoader() : context);
        return new Frames(new FrameSession(
                runner, functions, new Optimizer(Set.of()), LoweringOptions.DEFAULT, ProgressListener.NONE));
    }

    /// The same, telling how its jobs stand.
    public Frames withProgress(ProgressListener progress) {
        return new Frames(session.withProgress(progress));
    }

    /// The same without some rules of the optimiser, to look for the culprit when a result is doubted: the result
    /// must not change.
    ///
    /// @throws QuernException if there is no rule of that name
    public Frames withoutRules(String... names) {
        Optimizer optimizer = CallSite.located(() -> new Optimizer(Set.of(names)));
        return new Frames(session.withOptimizer(optimizer));
    }

    /// The same with whole jobs planned before they begin, without what they could measure: how many tasks merge
    /// aggregates, say. For looking for the culprit: results must not change, but for the rounding of sums of
    /// floating point numbers.
    public Frames withoutPlanners() {
        return new Frames(session.withLowering(session.lowering().withoutPlanners()));
    }

    /// The same, with groups made in so many partitions each time a frame is grouped by keys: rows are aggregated
    /// where they are, and what comes of them is exchanged between tasks, each of which makes the groups of one
    /// hash of the keys. For many groups: no task holds more than its share of them. Groups ascend within their
    /// partition only.
    ///
    /// @param partitions 1 for a single one, made by a tree of tasks, as without this
    /// @throws QuernException where it is less than 1, or more than 100,000
    public Frames withGroupPartitions(int partitions) {
        return CallSite.located(() -> {
            if (partitions < 1 || partitions > GROUP_PARTITIONS_MAX) {
                throw QuernException.user("groups cannot be made in " + partitions
                        + " partitions; give a number from 1 to " + GROUP_PARTITIONS_MAX);
            }
            return new Frames(session.withLowering(session.lowering().withGroupPartitions(partitions)));
        });
    }

    /// Parquet files, folders of them, or masks such as `events/*/*/*.parquet`, as one frame. Reads the files'
    /// footers now.
    ///
    /// `name=value` folders become string columns behind the files' own; where a file has a column of the same
    /// name, the folder's value holds. A column that some files lack is null there. Units of times may differ
    /// between files; the finest one holds.
    ///
    /// @throws QuernException if there is no such file, one is no Parquet file, or two disagree about
    ///     a column's type
    public DataFrame readParquet(String... pathsOrMasks) {
        return CallSite.located(
                () -> new DataFrame(session, ParquetScan.of(ParquetTable.open(PARQUET.find(List.of(pathsOrMasks))))));
    }

    /// Lines of UTF-8 text files, folders of them, or masks: a string column `value`, and the folder columns.
    ///
    /// @throws QuernException if there is no such file
    public DataFrame readText(String... pathsOrMasks) {
        return CallSite.located(() -> new DataFrame(session, new TextScan(TEXT.find(List.of(pathsOrMasks)))));
    }

    /// The records as rows, a column a component. They travel with the job.
    ///
    /// @param type the records' class; says the columns also where there is no record
    /// @throws QuernException if a component's type has no column type
    public <R extends Record> DataFrame fromRecords(Class<R> type, List<R> records) {
        return CallSite.located(() -> new DataFrame(session, new RecordScan(partition(type, records))));
    }

    private static <R extends Record> Partition partition(Class<R> type, List<R> records) {
        return new Partition(RecordSchema.of(type), List.of(RecordSchema.batch(type, records)));
    }

    /// As [#fromRecords(Class, List)], of at least one record.
    public <R extends Record> DataFrame fromRecords(List<R> records) {
        return CallSite.located(() -> {
            if (records.isEmpty()) {
                throw QuernException.user(
                        "fromRecords(List) got no record, so nobody knows the columns; use fromRecords(Type.class, list)");
            }
            @SuppressWarnings("unchecked") // The class of an R is a class of Rs.
            Class<R> type = (Class<R>) records.getFirst().getClass();
            return fromRecords(type, records);
        });
    }
}
