package io.quern.scheduler.lifecycle;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.scheduler.settings.LimitSettings;
import org.jspecify.annotations.Nullable;

/// Which jobs are too large to be taken in.
final class JobLimits {
    private JobLimits() {}

    /// Why a job is refused, null where it is not.
    static @Nullable String refusal(JobSpec job, LimitSettings limits) {
        long tasks = 0;
        double edges = 0;
        for (StageSpec stage : job.stages()) {
            tasks += stage.partitions();
            for (StageInput input : stage.inputs()) {
                edges += edges(stage, input, job.stages().get(input.stage()).outputs());
            }
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

    private static double edges(StageSpec stage, StageInput input, int outputs) {
        return switch (input) {
            case StageInput.OneToOne _ -> stage.partitions();
            case StageInput.Broadcast _ -> (double) outputs * stage.partitions();
            case StageInput.Slices _, StageInput.Tree _ -> (double) outputs + stage.partitions();
        };
    }
}
