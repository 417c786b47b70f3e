package io.quern.core.message;

import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;

/// What a client tells the scheduler.
public sealed interface ClientMessage extends Message {
    /// First message of a client: registers it.
    record RegisterClient(String name) implements ClientMessage {}

    /// Runs a job. Answered by [ClientNotice.JobAccepted] or [ClientNotice.JobFailed].
    record SubmitJob(JobSpec job) implements ClientMessage {}

    /// Stops a job and forgets its results.
    record CancelJob(JobId job) implements ClientMessage {}

    /// The client no longer needs the results of a job that ended.
    record ReleaseJob(JobId job) implements ClientMessage {}

    /// Asks for the tasks of a job; answered by [ClientNotice.TaskListing].
    record ListTasks(long request, JobId job) implements ClientMessage {}

    /// A result that [ClientNotice.JobFinished] named could not be fetched from that worker; it is made again if it
    /// is lost, and a new [ClientNotice.JobFinished] follows.
    record ReportLostResult(RunId result, WorkerId holder) implements ClientMessage {}
}
