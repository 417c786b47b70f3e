package io.quern.client;

import io.quern.core.graph.StageSpec;
import io.quern.core.key.RunId;
import io.quern.core.task.RunCounters;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;
import java.util.concurrent.CancellationException;

/// The context of a task that runs in the submitting thread. It is the only run of its task, so it may always commit.
///
/// @param nextStage id of the first stage that a planner may append
record DirectContext(RunId run, StageSpec stage, int nextStage, RunCounters counters, TaskMemory memory)
        implements TaskContext {
    @Override
    public String stageName() {
        return stage.name();
    }

    @Override
    public int partitions() {
        return stage.partitions();
    }

    @Override
    public int nextStage() {
        return stage.isPlanner() ? nextStage : TaskContext.super.nextStage();
    }

    @Override
    public void count(String counter, long amount) {
        counters.count(counter, amount);
    }

    @Override
    public void checkCancelled() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException(
                    "task " + stage.name() + "[" + run.task().partition() + "] was interrupted");
        }
    }

    @Override
    public boolean awaitCommitGrant() {
        return true;
    }
}
