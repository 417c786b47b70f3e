package io.quern.dataframe.physical;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.StageInput;
import io.quern.core.task.TaskFunction;
import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.arrow.PartitionCodec;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.pipeline.AggregateTerminal;
import io.quern.dataframe.pipeline.CollectTerminal;
import io.quern.dataframe.pipeline.CommitFunction;
import io.quern.dataframe.pipeline.CountTerminal;
import io.quern.dataframe.pipeline.FilterStep;
import io.quern.dataframe.pipeline.FinishSource;
import io.quern.dataframe.pipeline.InputSource;
import io.quern.dataframe.pipeline.LimitStep;
import io.quern.dataframe.pipeline.MapStep;
import io.quern.dataframe.pipeline.MergePartsSource;
import io.quern.dataframe.pipeline.MergeTask;
import io.quern.dataframe.pipeline.ParquetSource;
import io.quern.dataframe.pipeline.PipelineFunction;
import io.quern.dataframe.pipeline.ProjectStep;
import io.quern.dataframe.pipeline.RecordSource;
import io.quern.dataframe.pipeline.RecutSource;
import io.quern.dataframe.pipeline.ReducePlanner;
import io.quern.dataframe.pipeline.Reduction;
import io.quern.dataframe.pipeline.Source;
import io.quern.dataframe.pipeline.Step;
import io.quern.dataframe.pipeline.Terminal;
import io.quern.dataframe.pipeline.TextSource;
import io.quern.dataframe.pipeline.WriteTerminal;
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
import io.quern.dataframe.source.DataFile;
import io.quern.dataframe.source.ScanSplit;
import io.quern.dataframe.source.ScanSplits;
import io.quern.dataframe.type.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Turns a logical plan into stages. Operations that need nothing but their own partition are fused into one
/// pipeline; a stage ends where rows of several partitions meet:
///
/// | operation | stages |
/// |---|---|
/// | aggregate | `…+aggregate-chunk`, `tree-reduce` if there is more than one partition, then what follows |
/// | aggregate into several partitions | `…+aggregate-chunk`, then `merge+…`, a part a task |
/// | the first of more than 8 partitions | `…+aggregate-chunk`, then `plan-reduce`, which appends the rest |
/// | limit | each partition limited, then all gathered into one partition that is limited, if there are several |
/// | repartition | what comes before, collected; then each task takes its share |
/// | write | `…+write`, then `commit`, one task |
public final class Lowering {
    private final List<StageDraft> stages = new ArrayList<>();
    private final LoweringOptions options;
    /// The planner, if there is one; what stands behind it is what it appends.
    private int planner = PhysicalPlan.NO_PLANNER;

    private Lowering(LoweringOptions options) {
        this.options = options;
    }

    /// Stages whose last one has a [io.quern.dataframe.batch.Partition] an output; for a [Write], the one
    /// [io.quern.dataframe.output.OutputSummary].
    public static PhysicalPlan collect(LogicalPlan plan, LoweringOptions options) {
        Lowering lowering = new Lowering(options);
        if (plan instanceof Write write) {
            lowering.write(write);
        } else {
            lowering.end(lowering.lower(plan), new CollectTerminal(plan.schema()));
        }
        return new PhysicalPlan(lowering.stages, lowering.planner);
    }

    /// Stages whose last one has a `Long` an output: how many rows there are of it.
    public static PhysicalPlan count(LogicalPlan plan, LoweringOptions options) {
        Lowering lowering = new Lowering(options);
        lowering.end(lowering.lower(plan), new CountTerminal());
        return new PhysicalPlan(lowering.stages, lowering.planner);
    }

    /// How many partitions of its scan a plan may need for its first rows: 1 where it has to see all of its input
    /// anyway.
    public static int scanPartitions(LogicalPlan plan) {
        return switch (plan) {
            case ParquetScan scan -> ScanSplits.of(scan.table()).size();
            case TextScan scan -> scan.files().files().size();
            case Project project -> scanPartitions(project.input());
            case Filter filter -> scanPartitions(filter.input());
            case MapBatches map -> scanPartitions(map.input());
            case Limit limit -> scanPartitions(limit.input());
            case RecordScan _, GroupAggregate _, Repartition _, Write _ -> 1;
        };
    }

    private Fragment lower(LogicalPlan plan) {
        return switch (plan) {
            case ParquetScan scan -> scan(scan);
            case TextScan scan -> scan(scan);
            case RecordScan scan -> scan(scan);
            case Project project -> {
                Fragment input = lower(project.input());
                yield input.withStep(
                        new ProjectStep(input.schema(), project.columns(), project.schema()), project.schema());
            }
            case Filter filter -> {
                Fragment input = lower(filter.input());
                yield input.withStep(new FilterStep(input.schema(), filter.condition()), input.schema());
            }
            case MapBatches map -> lower(map.input()).withStep(new MapStep(map.function()), map.schema());
            case Limit limit -> limit(limit);
            case Repartition repartition -> repartition(repartition);
            case GroupAggregate aggregate -> aggregate(aggregate);
            case Write _ ->
                throw new QuernException(ErrorCode.INTERNAL, "a write is the last operation of a plan: " + plan);
        };
    }

    private Fragment scan(ParquetScan scan) {
        List<ScanSplit> splits = ScanSplits.of(scan.table());
        List<ScanSplit> wanted = splits.subList(0, Math.min(splits.size(), options.scanPartitionsMax()));
        Schema read = scan.readSchema();
        Fragment fragment = new Fragment(
                new ParquetSource(read, scan.table().folderColumns()),
                List.of(),
                read,
                wanted.size(),
                wanted,
                List.of(),
                true);
        Expression filter = scan.filter();
        if (filter != null) {
            fragment = fragment.withStep(new FilterStep(read, filter), read);
        }
        if (!read.equals(scan.schema())) {
            List<NamedExpression> columns =
                    scan.schema().names().stream().map(NamedExpression::column).toList();
            fragment = fragment.withStep(new ProjectStep(read, columns, scan.schema()), scan.schema());
        }
        return scan.rowsMax() == ParquetScan.ALL_ROWS
                ? fragment
                : fragment.withStep(new LimitStep(scan.rowsMax()), scan.schema());
    }

    private Fragment scan(TextScan scan) {
        List<DataFile> files = scan.files().files();
        List<DataFile> wanted = files.subList(0, Math.min(files.size(), options.scanPartitionsMax()));
        return new Fragment(
                new TextSource(scan.schema()), List.of(), scan.schema(), wanted.size(), wanted, List.of(), true);
    }

    private static Fragment scan(RecordScan scan) {
        ByteArrayOutputStream arrow = new ByteArrayOutputStream();
        try {
            new PartitionCodec().encode(scan.rows(), arrow);
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "cannot encode records: " + e, e);
        }
        List<RecordSource.EncodedRows> argument = List.of(new RecordSource.EncodedRows(arrow.toByteArray()));
        return new Fragment(new RecordSource(), List.of(), scan.schema(), 1, argument, List.of(), true);
    }

    private Fragment limit(Limit limit) {
        Fragment input = lower(limit.input());
        LimitStep step = new LimitStep(limit.rows());
        Fragment limited = input.withStep(step, input.schema());
        if (input.partitions() == 1) {
            return limited;
        }
        int stage = end(limited, new CollectTerminal(limited.schema()));
        return after(new InputSource(), new StageInput.Broadcast(stage), limited.schema(), 1)
                .withStep(step, limited.schema());
    }

    private Fragment repartition(Repartition repartition) {
        Fragment input = lower(repartition.input());
        int stage = end(input, new CollectTerminal(input.schema()));
        return after(
                new RecutSource(input.partitions()),
                new StageInput.Slices(stage),
                input.schema(),
                repartition.partitions());
    }

    private Fragment aggregate(GroupAggregate aggregate) {
        Fragment input = lower(aggregate.input());
        int parts = aggregate.spec().keys().isEmpty() ? 1 : options.groupPartitions();
        int stage = end(input, new AggregateTerminal(aggregate.spec(), input.schema(), parts));
        if (parts > 1) {
            return after(
                    new MergePartsSource(aggregate.spec(), input.schema(), GroupOrder.BY_KEYS),
                    new StageInput.Exchange(stage),
                    aggregate.schema(),
                    parts);
        }
        boolean isPlanned = options.mayPlanLater() && planner == PhysicalPlan.NO_PLANNER;
        if (input.partitions() > Reduction.TREE_FAN_IN && isPlanned) {
            planner = add(planReduction(stage));
        }
        if (input.partitions() > 1) {
            int partials = stage;
            stage = add(new StageDraft(
                    "tree-reduce",
                    StageInput.Tree.tasks(input.partitions(), Reduction.TREE_FAN_IN),
                    false,
                    List.of(new StageInput.Tree(partials, Reduction.TREE_FAN_IN)),
                    new MergeTask(aggregate.spec(), input.schema()),
                    List.of()));
        }
        return after(
                new FinishSource(aggregate.spec(), input.schema()),
                new StageInput.OneToOne(stage),
                aggregate.schema(),
                1);
    }

    /// Its function is made once what follows is known.
    private static StageDraft planReduction(int partials) {
        return new StageDraft(
                "plan-reduce",
                1,
                false,
                List.of(new StageInput.Measured(partials, ReducePlanner.MEASURED)),
                new ReducePlanner(partials, new byte[0], List.of()),
                List.of());
    }

    private void write(Write write) {
        Fragment input = lower(write.input());
        int stage = end(input, new WriteTerminal(write.target(), input.schema()));
        add(new StageDraft(
                "commit",
                1,
                false,
                List.of(new StageInput.Broadcast(stage)),
                new CommitFunction(write.target(), input.schema()),
                List.of()));
    }

    private static Fragment after(Source source, StageInput input, Schema schema, int partitions) {
        return new Fragment(source, List.of(), schema, partitions, List.of(), List.of(input), false);
    }

    private int end(Fragment fragment, Terminal terminal) {
        boolean isOrdered =
                terminal.dependsOnOrder() || fragment.steps().stream().anyMatch(Step::dependsOnOrder);
        Source source = isOrdered ? fragment.source() : fragment.source().inAnyOrder();
        TaskFunction<Object> function = new PipelineFunction(source, fragment.steps(), terminal);
        return add(new StageDraft(
                fragment.name(terminal),
                fragment.partitions(),
                fragment.isProducer(),
                fragment.inputs(),
                function,
                fragment.arguments()));
    }

    private int add(StageDraft stage) {
        stages.add(stage);
        return stages.size() - 1;
    }
}
