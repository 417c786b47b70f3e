package io.quern.dataframe;

import io.quern.client.JobResult;
import io.quern.client.JobRunner;
import io.quern.client.ProgressListener;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.value.Functions;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.output.Destination;
import io.quern.dataframe.output.OutputSummary;
import io.quern.dataframe.physical.Lowering;
import io.quern.dataframe.physical.LoweringOptions;
import io.quern.dataframe.physical.PhysicalPlan;
import io.quern.dataframe.plan.Limit;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.Write;
import io.quern.dataframe.rule.Optimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What frames of one [Frames] share: where their jobs run, and how. Immutable.
record FrameSession(
        JobRunner runner,
        Functions functions,
        Optimizer optimizer,
        LoweringOptions lowering,
        ProgressListener progress) {
    private static final int HEAD_PARTITIONS_FIRST = 1;
    private static final int HEAD_PARTITIONS_GROWTH = 8;

    FrameSession withOptimizer(Optimizer other) {
        return new FrameSession(runner, functions, other, lowering, progress);
    }

    FrameSession withLowering(LoweringOptions other) {
        return new FrameSession(runner, functions, optimizer, other, progress);
    }

    FrameSession withProgress(ProgressListener listener) {
        return new FrameSession(runner, functions, optimizer, lowering, listener);
    }

    /// Runs a plan.
    Partition collect(LogicalPlan plan) {
        return partition(plan, run("collect", Lowering.collect(optimizer.optimize(plan), lowering)));
    }

    /// The first rows. Reads the first partition alone if that has enough of them, else more and more.
    Partition head(LogicalPlan plan, long rows) {
        LogicalPlan limited = optimizer.optimize(CallSite.located(() -> new Limit(plan, rows)));
        for (int partitions = HEAD_PARTITIONS_FIRST; ; partitions *= HEAD_PARTITIONS_GROWTH) {
            if (partitions >= Lowering.scanPartitions(limited)) {
                return partition(plan, run("show", Lowering.collect(limited, lowering)));
            }
            Partition head =
                    partition(plan, run("show", Lowering.collect(limited, lowering.withScanPartitions(partitions))));
            if (head.rows() >= rows) {
                return head;
            }
        }
    }

    long count(LogicalPlan plan) {
        PhysicalPlan physical = Lowering.count(optimizer.optimize(plan), lowering);
        return run("count", physical).stream().mapToLong(rows -> (Long) rows).sum();
    }

    /// Runs a job that writes to a checked destination; what a failed one leaves is removed.
    ///
    /// @throws QuernException before any work, if the destination cannot be written
    OutputSummary write(Write write) {
        PhysicalPlan physical = Lowering.collect(optimizer.optimize(write), lowering);
        JobId id = runner.newJobId();
        Destination destination = Destination.prepare(write.target(), id);
        try {
            JobResult result = runner.submit(physical.toJob(id, "write", functions), progress)
                    .await();
            return (OutputSummary)
                    Objects.requireNonNull(result.stage(physical.resultStage()).getFirst());
        } catch (RuntimeException | Error failure) {
            abandon(destination, failure);
            throw failure;
        }
    }

    /// The failure stays the one that is told; what goes wrong on the way is attached to it.
    private static void abandon(Destination destination, Throwable failure) {
        try {
            destination.abandon();
        } catch (IOException | QuernException e) {
            failure.addSuppressed(e);
        }
    }

    String explain(LogicalPlan plan) {
        LogicalPlan optimized = optimizer.optimize(plan);
        return "== Logical plan ==\n" + LogicalPlan.describe(plan) + "== Optimised plan ==\n"
                + LogicalPlan.describe(optimized) + "== Physical plan ==\n" + Lowering.collect(optimized, lowering);
    }

    private List<Object> run(String name, PhysicalPlan physical) {
        JobResult result = runner.submit(physical.toJob(runner.newJobId(), name, functions), progress)
                .await();
        List<Object> outputs = new ArrayList<>();
        result.stage(physical.resultStage()).forEach(output -> outputs.add(Objects.requireNonNull(output)));
        return outputs;
    }

    private static Partition partition(LogicalPlan plan, List<Object> outputs) {
        List<Batch> batches = new ArrayList<>();
        for (Object output : outputs) {
            batches.addAll(((Partition) output).batches());
        }
        return new Partition(plan.schema(), batches);
    }
}
