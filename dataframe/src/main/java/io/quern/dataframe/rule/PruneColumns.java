package io.quern.dataframe.rule;

import io.quern.dataframe.plan.Filter;
import io.quern.dataframe.plan.GroupAggregate;
import io.quern.dataframe.plan.Limit;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.MapBatches;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.ParquetScan;
import io.quern.dataframe.plan.Project;
import io.quern.dataframe.plan.RecordScan;
import io.quern.dataframe.plan.Repartition;
import io.quern.dataframe.plan.TextScan;
import io.quern.dataframe.plan.Write;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Columns that nobody asks for are not computed, and not read from files.
///
/// ```text
/// Before                         After
/// Project [a + 1 as x]           Project [a + 1 as x]
///   Project [a, b * 2 as b]        Project [a]
///     Parquet [a, b, c]              Parquet [a]
/// ```
final class PruneColumns implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return prune(plan, new LinkedHashSet<>(plan.schema().names()));
    }

    /// @param needed columns that the plan above reads
    /// @return a plan with at least those columns
    private static LogicalPlan prune(LogicalPlan plan, Set<String> needed) {
        return switch (plan) {
            case Project project -> pruneProject(project, needed);
            case Filter filter -> {
                Set<String> below = new LinkedHashSet<>(needed);
                below.addAll(filter.condition().columns());
                yield over(filter, below);
            }
            case Limit limit -> over(limit, needed);
            case Repartition repartition -> over(repartition, needed);
            case GroupAggregate aggregate -> over(aggregate, new LinkedHashSet<>(aggregate.columns()));
            case MapBatches map ->
                over(map, new LinkedHashSet<>(map.input().schema().names()));
            case Write write ->
                over(write, new LinkedHashSet<>(write.input().schema().names()));
            case ParquetScan scan -> pruneScan(scan, needed);
            case RecordScan scan -> scan;
            case TextScan scan -> scan;
        };
    }

    /// The same operation over its one input, pruned.
    @SuppressWarnings("ReferenceEquality") // The same instance means: nothing below changed.
    private static LogicalPlan over(LogicalPlan plan, Set<String> needed) {
        LogicalPlan input = plan.inputs().getFirst();
        LogicalPlan pruned = prune(input, needed);
        return pruned == input ? plan : plan.withInputs(List.of(pruned));
    }

    @SuppressWarnings("ReferenceEquality") // As above.
    private static LogicalPlan pruneProject(Project project, Set<String> needed) {
        List<NamedExpression> kept = project.columns().stream()
                .filter(column -> needed.contains(column.name()))
                .toList();
        Set<String> below = new LinkedHashSet<>();
        kept.forEach(column -> below.addAll(column.expression().columns()));
        LogicalPlan input = prune(project.input(), below);
        return input == project.input() && kept.size() == project.columns().size() ? project : Project.of(input, kept);
    }

    private static LogicalPlan pruneScan(ParquetScan scan, Set<String> needed) {
        List<Field> kept = scan.schema().fields().stream()
                .filter(field -> needed.contains(field.name()))
                .toList();
        return kept.size() == scan.schema().size() ? scan : scan.withSchema(new Schema(kept));
    }
}
