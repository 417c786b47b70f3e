package io.quern.scheduler.lifecycle;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.scheduler.settings.LimitSettings;
import org.jspecify.annotations.Nullable;

/// Which jobs are too large to be taken in.
final class JobLimits {
    /// Results whose places one message can name: each takes less than 100 bytes, more where it has several holders,
    /// and
    /// a message has 64 MiB.
    private static final int NAMED_RESULTS_MAX = 250_000;

    private JobLimits() {}

    /// Why a job is refused, null where it is not.
    static @Nullable String refusal(JobSpec job, LimitSettings limits) {
        long tasks = 0;
        double edges = 0;
        for (StageSpec stage : job.stages()) {
            tasks += stage.partitions();
            for (StageInput input : stage.inputs()) {
                int outputs = job.stages().get(input.stage()).outputs();
                edges += edges(stage, input, outputs);
                long inputs = inputsOfTask(stage, input, outputs);
                if (inputs > NAMED_RESULTS_MAX) {
                    return "job " + job.name() + " has a task of stage " + stage.name() + " with " + inputs
                            + " inputs, the limit is " + NAMED_RESULTS_MAX
                            + "; use fewer partitions, or reduce by a tree";
                }
            }
        }
        long wanted = 0;
        for (int stage : job.results()) {
            wanted += job.stages().get(stage).outputs();
        }
        if (wanted > NAMED_RESULTS_MAX) {
            return "job " + job.name() + " wants " + wanted + " results, the limit is " + NAMED_RESULTS_MAX
                    + "; use fewer, larger partitions, or write the results to files";
        }
        if (tasks > limits.tasksPerJobMax()) {
            return "job " + job.name() + " has " + tasks + " tasks, the limit is " + limits.tasksPerJobMax()
                    + "; use fewer, larger partitions, or split it";
        }
        if (edges > limits.edgesPerJobMax()) {
            return "job " + job.name() + " has " + String.valueOf((long) edges)
                    + " dependencies between tasks, the limit is " + limits.edgesPerJobMax()
                    + "; use fewer partitions where every task reads all of another stage, or reduce by a tree";
        }
        return null;
    }

    private static long inputsOfTask(StageSpec stage, StageInput input, int outputs) {
        return switch (input) {
            case StageInput.OneToOne _ -> 1;
            case StageInput.Broadcast _, StageInput.Exchange _ -> outputs;
            case StageInput.Slices _ -> {
                long even = outputs / stage.partitions();
                // A slice that does not begin and end between two outputs takes a part of one on either side.
                yield outputs % stage.partitions() == 0 ? even : even + 2;
            }
            case StageInput.Tree tree -> Math.min(tree.fanIn(), outputs);
        };
    }

    private static double edges(StageSpec stage, StageInput input, int outputs) {
        return switch (input) {
            case StageInput.OneToOne _ -> stage.partitions();
            case StageInput.Broadcast _, StageInput.Exchange _ -> (double) outputs * stage.partitions();
            case StageInput.Slices _, StageInput.Tree _ -> (double) outputs + stage.partitions();
        };
    }
}
