package io.quern.scheduler.lifecycle;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.settings.LimitSettings;
import org.jspecify.annotations.Nullable;

/// Which jobs are too large to be taken in.
final class JobLimits {
    /// Results whose places one message can name: each takes less than 100 bytes, more where it has several
    /// holders, and a message has 64 MiB.
    private static final int NAMED_RESULTS_MAX = 250_000;

    /// Stages of a job: each takes a look where jobs are looked over.
    private static final int STAGES_MAX = 10_000;

    /// What all plans of a job may take together.
    private static final long PLANNED_BYTES_MAX = 64L * 1024 * 1024;

    private JobLimits() {}

    /// Why what a planner planned cannot be appended to its job, null where it can.
    ///
    /// @param planned the job with the plan
    static @Nullable String refusal(Job job, JobSpec planned, StagePlan plan, LimitSettings limits) {
        long bytes = job.plannedBytes() + plan.estimatedBytes();
        if (bytes > PLANNED_BYTES_MAX) {
            return "all plans of the job take " + bytes + " bytes, the limit is " + PLANNED_BYTES_MAX
                    + "; plan fewer stages, or give them smaller functions and arguments";
        }
        return refusal(planned, limits);
    }

    /// Why a job is refused, null where it is not.
    static @Nullable String refusal(JobSpec job, LimitSettings limits) {
        if (job.stages().size() > STAGES_MAX) {
            return "job " + job.name() + " has " + job.stages().size() + " stages, the limit is " + STAGES_MAX
                    + "; use fewer stages, or split it";
        }
        for (StageSpec stage : job.stages()) {
            for (StageInput input : stage.inputs()) {
                long inputs = inputsOfTask(
                        stage, input, job.stages().get(input.stage()).outputs());
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
        long tasks = tasks(job);
        if (tasks > limits.tasksPerJobMax()) {
            return "job " + job.name() + " has " + tasks + " tasks, the limit is " + limits.tasksPerJobMax()
                    + "; use fewer, larger partitions, or split it";
        }
        double edges = edges(job);
        if (edges > limits.edgesPerJobMax()) {
            return "job " + job.name() + " has " + String.valueOf((long) edges)
                    + " dependencies between tasks, the limit is " + limits.edgesPerJobMax()
                    + "; use fewer partitions where every task reads all of another stage, or reduce by a tree";
        }
        return null;
    }

    /// Tasks of a job.
    static long tasks(JobSpec job) {
        return job.stages().stream().mapToLong(StageSpec::partitions).sum();
    }

    /// Dependencies between them.
    static double edges(JobSpec job) {
        double edges = 0;
        for (StageSpec stage : job.stages()) {
            for (StageInput input : stage.inputs()) {
                edges += edges(stage, input, job.stages().get(input.stage()).outputs());
            }
        }
        return edges;
    }

    private static long inputsOfTask(StageSpec stage, StageInput input, int outputs) {
        return switch (input) {
            case StageInput.OneToOne _ -> 1;
            case StageInput.Broadcast _, StageInput.Exchange _, StageInput.Measured _ -> outputs;
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
            case StageInput.Broadcast _, StageInput.Exchange _, StageInput.Measured _ ->
                (double) outputs * stage.partitions();
            case StageInput.Slices _, StageInput.Tree _ -> (double) outputs + stage.partitions();
        };
    }
}
