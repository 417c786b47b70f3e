package io.quern.cluster;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
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
