package io.quern.core.transport;

import io.quern.core.key.JobId;
import io.quern.core.value.ValueCodecs;

/// Finds the codecs of a job's results: jobs of different programs have classes of their own. Called by threads
/// that may block.
@FunctionalInterface
public interface JobCodecs {
    /// @throws io.quern.core.error.QuernException where the job's code cannot be had
    ValueCodecs of(JobId job);
}
