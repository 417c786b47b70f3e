package io.quern.dataframe.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.dataframe.Column;
import io.quern.dataframe.Columns;
import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregateFunction;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.GroupAggregate;
import io.quern.dataframe.plan.Limit;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.ParquetScan;
import io.quern.dataframe.plan.Project;
import io.quern.dataframe.source.DataFile;
import io.quern.dataframe.source.ParquetFile;
import io.quern.dataframe.source.ParquetTable;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What each rule makes of a plan, one rule at a time.
class OptimizerTest {
    private static final Schema SCHEMA = Schema.of(
            Field.of("a", DataType.INT64),
            Field.of("b", DataType.INT64),
            Field.of("c", DataType.STRING),
            Field.of("hour", DataType.STRING));
    private static final ParquetScan SCAN =
            ParquetScan.of(new ParquetTable(SCHEMA, List.of("hour"), List.of(file("00"), file("01"), file(null))));

    @Test
    void filtersMerge() {
        assertThat(only("MergeFilters", filter(filter(SCAN, col("a").gt(1)), col("b").gt(2))))
                .isEqualTo("""
                Filter ((a > 1) and (b > 2))
                  Parquet: 3 files [a, b, c, hour]
                """);
    }

    @Test
    void filterGoesBelowAProjection() {
        LogicalPlan plan = filter(project(SCAN, col("a").plus(1).as("x")), col("x").gt(1));
        assertThat(only("PushFilterThroughProject", plan)).isEqualTo("""
                Project [(a + 1) as x]
                  Filter ((a + 1) > 1)
                    Parquet: 3 files [a, b, c, hour]
                """);
    }

    @Test
    void conditionsOnKeysGoBelowAnAggregate() {
        LogicalPlan plan = filter(countBy(SCAN, "c"), col("c").eq("x").and(col("n").gt(1)));
        assertThat(only("PushFilterThroughAggregate", plan)).isEqualTo("""
                Filter (n > 1)
                  Aggregate by [c]: count() as n
                    Filter (c = 'x')
                      Parquet: 3 files [a, b, c, hour]
                """);
    }

    @Test
    void conditionStaysAboveAnAggregateWithoutKeys() {
        LogicalPlan plan = filter(countBy(SCAN), col("n").gt(1));
        assertThat(only("PushFilterThroughAggregate", plan)).isEqualTo(LogicalPlan.describe(plan));
    }

    @Test
    void scanFilters() {
        assertThat(only("PushFilterIntoScan", filter(SCAN, col("a").gt(1))))
                .isEqualTo("Parquet: 3 files [a, b, c, hour] where (a > 1)\n");
    }

    @Test
    void limitedScanDoesNotFilter() {
        LogicalPlan plan = filter(SCAN.withRowsMax(5), col("a").gt(1));
        assertThat(only("PushFilterIntoScan", plan)).isEqualTo(LogicalPlan.describe(plan));
    }

    @Test
    void foldersDecideWhichFilesAreRead() {
        LogicalPlan plan =
                SCAN.withFilter(col("hour").eq("00").and(col("a").gt(1)).expression());
        assertThat(only("PruneFilesByFolder", plan)).isEqualTo("Parquet: 1 files [a, b, c, hour] where (a > 1)\n");
        assertThat(only(
                        "PruneFilesByFolder",
                        SCAN.withFilter(col("hour").isNull().expression())))
                .isEqualTo("Parquet: 1 files [a, b, c, hour]\n");
    }

    @Test
    void smallerLimitHolds() {
        assertThat(only("MergeLimits", new Limit(new Limit(SCAN, 3), 5))).startsWith("Limit 3\n  Parquet");
    }

    @Test
    void limitGoesBelowAProjectionAndIntoTheScan() {
        LogicalPlan plan = new Limit(project(SCAN, col("a")), 5);
        assertThat(only("PushLimitThroughProject", plan)).isEqualTo("""
                Project [a]
                  Limit 5
                    Parquet: 3 files [a, b, c, hour]
                """);
        assertThat(only("PushLimitIntoScan", new Limit(SCAN, 5))).isEqualTo("""
                Limit 5
                  Parquet: 3 files [a, b, c, hour], at most 5 rows of a partition
                """);
    }

    @Test
    void projectionsMergeUnlessSomethingWouldBeComputedTwice() {
        LogicalPlan inner = project(SCAN, col("a").plus(1).as("x"), col("b"));
        assertThat(only("MergeProjects", project(inner, col("x").times(2).as("y"), col("b"))))
                .startsWith("Project [((a + 1) * 2) as y, b]\n  Parquet");
        LogicalPlan twice = project(inner, col("x").times(col("x")).as("y"));
        assertThat(only("MergeProjects", twice)).isEqualTo(LogicalPlan.describe(twice));
    }

    @Test
    void fieldsOfAStructKeepTheirNamesWhenProjectionsMerge() {
        LogicalPlan inner = project(SCAN, col("a").as("x"), col("b").plus(1).as("y"));
        LogicalPlan plan = project(inner, Columns.struct("x", "y").as("s"));
        assertThat(new Optimizer(Set.of()).optimize(plan).schema()).isEqualTo(plan.schema());
        assertThat(only("MergeProjects", plan)).startsWith("Project [struct(a as x, (b + 1) as y) as s]\n  Parquet");
    }

    @Test
    void columnsThatNobodyNeedsAreNotRead() {
        LogicalPlan plan = project(
                project(SCAN, col("a"), col("b").times(2).as("b")),
                col("a").plus(1).as("x"));
        assertThat(only("PruneColumns", plan)).isEqualTo("""
                Project [(a + 1) as x]
                  Project [a]
                    Parquet: 3 files [a]
                """);
        assertThat(only("PruneColumns", countBy(SCAN, "c"))).endsWith("Parquet: 3 files [c]\n");
    }

    @Test
    void projectionThatDoesNothingGoes() {
        assertThat(only("DropNoOpProjects", project(SCAN, col("a"), col("b"), col("c"), col("hour"))))
                .isEqualTo("Parquet: 3 files [a, b, c, hour]\n");
    }

    @Test
    void unknownRuleIsRefusedWithASuggestion() {
        assertThatThrownBy(() -> new Optimizer(Set.of("PruneColumn")))
                .hasMessageContaining("did you mean 'PruneColumns'?");
    }

    private static String only(String rule, LogicalPlan plan) {
        Set<String> others = new TreeSet<>(Optimizer.ruleNames());
        assertThat(others.remove(rule)).isTrue();
        return LogicalPlan.describe(new Optimizer(others).optimize(plan));
    }

    private static ParquetFile file(String hour) {
        return new ParquetFile(
                new DataFile("/hour=" + hour + "/x.parquet", 1, Arrays.asList(hour)),
                List.of(new ParquetFile.RowGroupSize(1, 1)));
    }

    private static Column col(String name) {
        return Columns.col(name);
    }

    private static LogicalPlan filter(LogicalPlan input, Column condition) {
        return Filter.of(input, condition.expression());
    }

    private static LogicalPlan project(LogicalPlan input, Column... columns) {
        return Project.of(
                input,
                Arrays.stream(columns)
                        .map(column -> NamedExpression.of(column.expression()))
                        .toList());
    }

    private static LogicalPlan countBy(LogicalPlan input, String... keys) {
        AggregateCall count = new AggregateCall("n", new AggregateFunction.Count(), List.of());
        return GroupAggregate.of(input, new AggregationSpec(List.of(keys), List.of(count)));
    }
}
