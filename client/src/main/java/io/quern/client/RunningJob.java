package io.quern.client;

import io.quern.core.key.JobId;

/// A job that was submitted. Thread-safe.
public interface RunningJob {
    JobId id();

    /// Waits for the results. Interrupting the waiting thread cancels the job.
    ///
    /// @throws JobFailedException if a task failed: names task, worker and cause
    /// @throws io.quern.core.error.QuernException if the job was refused, or the scheduler was lost
    /// @throws java.util.concurrent.CancellationException if the job was cancelled
    JobResult await();

    /// Stops the job; [#await()] then throws. Does nothing once the job has ended.
    void cancel();
}
