package io.quern.dataframe;

import io.quern.core.error.QuernException;
import io.quern.core.value.ProgramBound;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.display.TableStyle;
import io.quern.dataframe.display.TableText;
import io.quern.dataframe.expression.ColumnReference;
import io.quern.dataframe.json.JsonLinesFormat;
import io.quern.dataframe.output.Destination;
import io.quern.dataframe.output.OutputSummary;
import io.quern.dataframe.output.OutputTarget;
import io.quern.dataframe.output.RowFormat;
import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.Limit;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.MapBatches;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.Project;
import io.quern.dataframe.plan.Repartition;
import io.quern.dataframe.plan.SourceFiles;
import io.quern.dataframe.plan.Write;
import io.quern.dataframe.record.RecordMapper;
import io.quern.dataframe.record.RecordSchema;
import io.quern.dataframe.source.LocalPath;
import io.quern.dataframe.text.TextLinesFormat;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/// A table that is computed when somebody asks for its rows: `collect`, `count`, `show` and `write…` run a job,
/// everything else only describes. Immutable, thread-safe. Made by [Frames].
///
/// Names and types are checked when a frame is built, and errors name the line that built it.
@ProgramBound(remedy = "call collect() before and capture the list of rows, or a value computed from them")
public final class DataFrame {
    private static final int ROWS_SHOWN = 20;

    private final FrameSession session;
    private final LogicalPlan plan;

    DataFrame(FrameSession session, LogicalPlan plan) {
        this.session = session;
        this.plan = plan;
    }

    /// Exactly these columns, computed of each row.
    ///
    /// @throws QuernException if a column is unknown, an operand has the wrong type, or a name occurs twice
    public DataFrame select(Column... columns) {
        return then(input -> Project.of(
                input,
                Arrays.stream(columns)
                        .map(column -> NamedExpression.of(column.expression()))
                        .toList()));
    }

    /// Exactly these columns.
    ///
    /// @throws QuernException if one is unknown or named twice
    public DataFrame select(String... columns) {
        return then(input -> Project.of(
                input, Arrays.stream(columns).map(NamedExpression::column).toList()));
    }

    /// All columns, and one more; or with another value, if there is one of that name.
    public DataFrame with(String name, Column column) {
        return then(input -> {
            List<NamedExpression> columns = new ArrayList<>();
            NamedExpression added = NamedExpression.of(column.as(name).expression());
            for (String existing : input.schema().names()) {
                columns.add(existing.equals(name) ? added : NamedExpression.column(existing));
            }
            if (input.schema().indexOf(name) < 0) {
                columns.add(added);
            }
            return Project.of(input, columns);
        });
    }

    /// All columns but these.
    ///
    /// @throws QuernException if one is unknown
    public DataFrame drop(String... columns) {
        return then(input -> {
            Arrays.stream(columns).forEach(input.schema()::field);
            Set<String> dropped = Set.copyOf(Arrays.asList(columns));
            return Project.of(
                    input,
                    input.schema().names().stream()
                            .filter(name -> !dropped.contains(name))
                            .map(NamedExpression::column)
                            .toList());
        });
    }

    /// The same columns, one under another name.
    ///
    /// @throws QuernException if it is unknown, or the new name is taken
    public DataFrame rename(String column, String name) {
        return then(input -> {
            input.schema().field(column);
            return Project.of(
                    input,
                    input.schema().names().stream()
                            .map(existing -> existing.equals(column)
                                    ? new NamedExpression(name, new ColumnReference(column))
                                    : NamedExpression.column(existing))
                            .toList());
        });
    }

    /// The rows for which the condition is true; false and null drop a row. A row that one filter drops is not seen by
    /// those after it.
    public DataFrame filter(Column condition) {
        return then(input -> Filter.of(input, condition.expression()));
    }

    /// Groups rows of equal keys. All rows as one group: [#agg].
    ///
    /// @throws QuernException if a column is unknown or named twice
    public GroupedFrame groupBy(String... columns) {
        return groupBy(Arrays.stream(columns).map(NamedExpression::column).toList());
    }

    /// Groups rows of equal values, such as `col("ts").floor(HOURS).as("hour")`. Aggregates are of the columns of
    /// this frame, also where a key has the name of one.
    ///
    /// @throws QuernException if a column is unknown, an operand has the wrong type, or two keys have one name
    public GroupedFrame groupBy(Column... columns) {
        return groupBy(Arrays.stream(columns)
                .map(column -> NamedExpression.of(column.expression()))
                .toList());
    }

    private GroupedFrame groupBy(List<NamedExpression> keys) {
        return CallSite.located(() -> new GroupedFrame(session, Project.of(plan, keys)));
    }

    /// One row: the aggregates of all rows, also where there is none.
    ///
    /// @throws QuernException if there is no aggregate, a column is unknown, an aggregate does not take its type,
    ///     or two have the same name
    public DataFrame agg(Aggregate... aggregates) {
        return CallSite.located(() -> groupBy(List.of()).agg(aggregates));
    }

    /// Maps each row by code: the function's rows must have the declared schema.
    ///
    /// @param result columns of the function's rows
    public DataFrame mapRows(Schema result, RowFunction<Row> function) {
        return then(input -> new MapBatches(input, new RowMapping(result, function), result));
    }

    /// Maps each row to a record, whose components are the result's columns.
    ///
    /// @throws QuernException if a component's type has no column type
    public <R extends Record> DataFrame mapRows(Class<R> result, RowFunction<R> function) {
        return then(input -> new MapBatches(input, new RecordMapping<>(result, function), RecordSchema.of(result)));
    }

    /// The rows as records: a component reads the column of its name.
    ///
    /// @throws QuernException if columns and components do not fit; a table shows which
    public <R extends Record> TypedFrame<R> as(Class<R> type) {
        return CallSite.located(() -> {
            RecordMapper.of(type, plan.schema());
            DataFrame read = select(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getName)
                    .toArray(String[]::new));
            return new TypedFrame<>(read, RecordMapper.of(type, read.schema()));
        });
    }

    /// The same rows, in so many partitions of about the same size: as many files when written.
    public DataFrame repartition(int partitions) {
        return then(input -> new Repartition(input, partitions));
    }

    /// The first rows.
    public DataFrame limit(long rows) {
        return then(input -> new Limit(input, rows));
    }

    /// Runs a job that counts the rows.
    public long count() {
        return session.count(plan);
    }

    /// Runs a job and brings all rows here: they must fit into this program's memory.
    public List<Row> collect() {
        return RowMapping.rows(collectPartition());
    }

    /// Prints the first 20 rows as a table.
    public void show() {
        show(ROWS_SHOWN);
    }

    /// Prints the first rows as a table. Reads no more partitions than it needs.
    @SuppressWarnings("SystemOut") // Printing is what it is for.
    public void show(int rows) {
        Partition head = session.head(plan, rows);
        OptionalLong total = head.rows() < rows ? OptionalLong.of(head.rows()) : OptionalLong.empty();
        System.out.print(TableText.of(schema(), head.batches(), total, TableStyle.PLAIN));
    }

    public Schema schema() {
        return plan.schema();
    }

    /// The plan three times: as written, as optimised, and as the stages that would run. Runs nothing.
    public String explain() {
        return session.explain(plan);
    }

    /// Writes a folder of JSON lines files, one a partition; refuses a folder that is not empty.
    public OutputSummary writeJson(String folder) {
        return writeJson(folder, WriteOptions.DEFAULT);
    }

    /// Writes a folder of JSON lines files, one a partition. It has its `_SUCCESS` file once it is complete, and
    /// nothing of a job that failed.
    ///
    /// @throws QuernException before any work, if the folder cannot be written or holds something that is not to be
    ///     overwritten
    public OutputSummary writeJson(String folder, WriteOptions options) {
        return write(folder, options, new JsonLinesFormat());
    }

    /// Writes a folder of text files, one line a row; refuses a folder that is not empty.
    public OutputSummary writeText(String folder) {
        return writeText(folder, WriteOptions.DEFAULT);
    }

    /// As [#writeJson(String, WriteOptions)], text lines of the frame's one string column.
    public OutputSummary writeText(String folder, WriteOptions options) {
        return write(folder, options, new TextLinesFormat());
    }

    private OutputSummary write(String folder, WriteOptions options, RowFormat format) {
        Write write = CallSite.located(() -> {
            format.check(plan.schema());
            String path = LocalPath.of(folder).toAbsolutePath().toString();
            OutputTarget target = new OutputTarget(path, options.isOverwriting(), format);
            SourceFiles.checkOutside(plan, Path.of(path));
            Destination.check(target);
            return new Write(plan, target);
        });
        return session.write(write);
    }

    Partition collectPartition() {
        return session.collect(plan);
    }

    private DataFrame then(Function<LogicalPlan, LogicalPlan> operation) {
        return CallSite.located(() -> new DataFrame(session, operation.apply(plan)));
    }

    /// The columns; computes nothing.
    @Override
    public String toString() {
        return "DataFrame ["
                + String.join(
                        ", ", schema().fields().stream().map(Field::toString).toList()) + "]";
    }
}
