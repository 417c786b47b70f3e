package io.quern.cluster;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.task.OutputMeasure;
import io.quern.core.task.Planned;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.core.value.Functions;
import java.util.List;
import java.util.stream.IntStream;

/// Small jobs whose right results are known.
final class TestJobs {
    static final Functions FUNCTIONS = Functions.of(TestJobs.class.getClassLoader());

    private TestJobs() {}

    /// Sums 0 to `leaves - 1` over a tree; stage 1 has the sum.
    static JobSpec sum(JobId id, int leaves) {
        List<Payload> numbers =
                IntStream.range(0, leaves).mapToObj(FUNCTIONS::serialize).toList();
        StageSpec read = new StageSpec(
                0, "read", leaves, true, List.of(), function((Integer n, TaskInputs _, TaskContext _) -> n), numbers);
        StageSpec reduce = new StageSpec(
                1,
                "tree-reduce",
                StageInput.Tree.tasks(leaves, 8),
                false,
                List.of(new StageInput.Tree(0, 8)),
                function((Void _, TaskInputs inputs, TaskContext _) -> sumOf(inputs)),
                List.of());
        return new JobSpec(id, "sum", List.of(read, reduce), List.of(1));
    }

    /// Sums 0 to `leaves - 1` once it is known how many numbers there are, by a planner that plans a planner;
    /// stage 1 stands for the sum.
    static JobSpec plannedSum(JobId id, int leaves) {
        List<Payload> numbers =
                IntStream.range(0, leaves).mapToObj(FUNCTIONS::serialize).toList();
        StageSpec read = new StageSpec(
                0,
                "read",
                leaves,
                true,
                List.of(),
                function((Integer n, TaskInputs _, TaskContext context) -> {
                    context.count("numbers", 1);
                    return n;
                }),
                numbers);
        Payload sum = function((Void _, TaskInputs inputs, TaskContext _) -> sumOf(inputs));
        Payload second = function((Void _, TaskInputs inputs, TaskContext context) -> {
            int next = context.nextStage();
            return new Planned(new StagePlan(
                    List.of(new StageSpec(next, "sum", 1, false, List.of(new StageInput.Broadcast(0)), sum, List.of())),
                    next));
        });
        Payload first = function((Void _, TaskInputs inputs, TaskContext context) -> {
            long counted = inputs.of(0).stream()
                    .mapToLong(measured ->
                            ((OutputMeasure) measured).counter("numbers").orElse(0))
                    .sum();
            int next = context.nextStage();
            StageSpec again = StageSpec.planner(next, "plan-" + counted, List.of(new StageInput.OneToOne(1)), second);
            return new Planned(new StagePlan(List.of(again), next), counted);
        });
        StageSpec plan = StageSpec.planner(1, "plan", List.of(new StageInput.Measured(0, List.of("numbers"))), first);
        return new JobSpec(id, "planned-sum", List.of(read, plan), List.of(1));
    }

    /// One stage of one task.
    static JobSpec single(JobId id, TaskFunction<Void> task) {
        return new JobSpec(
                id,
                "single",
                List.of(new StageSpec(0, "single", 1, false, List.of(), function(task), List.of())),
                List.of(0));
    }

    private static int sumOf(TaskInputs inputs) {
        return inputs.of(0).stream().mapToInt(value -> (Integer) value).sum();
    }

    private static <A> Payload function(TaskFunction<A> function) {
        return FUNCTIONS.serialize(function);
    }
}
