package io.quern.client;

import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;

/// Runs jobs: on a cluster ([Client]) or in the calling thread ([SynchronousRunner]). Thread-safe.
public interface JobRunner extends AutoCloseable {
    /// A new job's identity, needed before the job is built because its output is staged under that name.
    JobId newJobId();

    /// Starts a job.
    ///
    /// @param progress told how the job stands, by a thread that must not be blocked
    /// @throws io.quern.core.error.QuernException NETWORK where the cluster cannot be reached any more
    RunningJob submit(JobSpec job, ProgressListener progress);

    /// Ends the jobs that still run and lets go of the cluster.
    @Override
    void close();
}
