package io.quern.dataframe.pipeline;

import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.task.OutputMeasure;
import io.quern.core.task.Planned;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Plans how the partial aggregates of a stage become one ([Reduction]), by their sizes, and what follows on
/// that. What it decided is counted: `reduce-fan-in`, `partial-bytes` and `partial-groups`; the appended stage is
/// named `merge` where one task does it, else `tree-reduce`.
///
/// @param partials the stage that makes them
/// @param merge the serialised [MergeTask]; owned, not copied
/// @param later what follows; the first one reads the stage whose id is one less than its own, which is the one
///     that is planned
public record ReducePlanner(int partials, byte[] merge, List<LaterStage> later) implements TaskFunction<Object> {
    /// Counters of the partial aggregates that it asks for.
    public static final List<String> MEASURED = List.of(Reduction.GROUPS);

    public ReducePlanner {
        later = List.copyOf(later);
    }

    @Override
    public Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) {
        List<OutputMeasure> measures = inputs.of(0).stream()
                .map(measure -> (OutputMeasure) Objects.requireNonNull(measure))
                .toList();
        Reduction reduction = Reduction.choose(measures);
        context.count("reduce-fan-in", reduction.fanIn());
        context.count("partial-bytes", reduction.partialBytes());
        context.count("partial-groups", reduction.partialGroups());
        int tasks = StageInput.Tree.tasks(measures.size(), reduction.fanIn());
        List<StageSpec> stages = new ArrayList<>();
        stages.add(new StageSpec(
                later.getFirst().id() - 1,
                tasks == 1 ? "merge" : "tree-reduce",
                tasks,
                false,
                List.of(new StageInput.Tree(partials, reduction.fanIn())),
                Payload.of(merge),
                List.of()));
        later.forEach(stage -> stages.add(stage.toSpec()));
        return new Planned(new StagePlan(stages, stages.getLast().id()).from(context.nextStage()));
    }
}
