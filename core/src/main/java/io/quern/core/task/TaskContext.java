package io.quern.core.task;

import io.quern.core.key.RunId;

/// What a running task may ask of its worker. Used by the thread that runs the task, and by no other.
public interface TaskContext {
    /// The attempt that runs; its partition is `run().task().partition()`.
    RunId run();

    /// Name of the stage, as in the graph.
    String stageName();

    /// Number of tasks in the stage.
    int partitions();

    /// Id of the first stage that this task may append to its job.
    ///
    /// @throws IllegalStateException where its stage is no planner
    default int nextStage() {
        throw new IllegalStateException("stage " + stageName() + " is no planner and may append no stages");
    }

    /// Adds to a counter of this run, such as `rows-read`. Counters of finished runs are summed by stage and
    /// shown as progress, and planners may ask for them by task ([io.quern.core.graph.StageInput.Measured]);
    /// those of failed runs are dropped. At most 100 names of at most 200 characters.
    void count(String counter, long amount);

    /// Ends the run with an [java.util.concurrent.CancellationException] if it has been cancelled. Long loops call
    /// it now and then.
    void checkCancelled();

    /// Asks the scheduler whether this run may publish its output, and waits for the answer. At most one run of a
    /// task is granted; a run that is not must delete what it wrote.
    ///
    /// @return true once granted; false where another run holds the grant or this run is stale
    boolean awaitCommitGrant() throws InterruptedException;

    /// What this run may take of the worker's memory and disk.
    TaskMemory memory();
}
