package io.quern.core.message;

import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import java.util.List;
import java.util.Map;

/// What the scheduler tells a client.
public sealed interface ClientNotice extends Message {
    /// The client is registered.
    ///
    /// @param isResumed whether the scheduler knew its session, which goes on
    record ClientAccepted(ClientId client, long epoch, boolean isResumed) implements ClientNotice {}

    /// The job's stages are known and will run.
    record JobAccepted(JobId job) implements ClientNotice {}

    /// Where a job stands; sent at most a few times a second, and once before the job ends.
    record JobProgress(JobId job, List<StageProgress> stages) implements ClientNotice {
        public JobProgress {
            stages = List.copyOf(stages);
        }
    }

    /// The wanted results are in memory on workers.
    ///
    /// @param results for each of [io.quern.core.graph.JobSpec#results()] its outputs, in their order
    record JobFinished(JobId job, List<List<ResultLocation>> results) implements ClientNotice {
        public JobFinished {
            results = results.stream().map(List::copyOf).toList();
        }
    }

    /// The job ended without its results; nothing of it runs any more.
    record JobFailed(JobId job, TaskFailure failure) implements ClientNotice {}

    /// The job was refused before any of it ran; the reason names the rule and the remedy.
    record JobRefused(JobId job, String reason) implements ClientNotice {}

    /// The job ended because a client cancelled it.
    record JobCancelled(JobId job) implements ClientNotice {}

    /// The tasks of a job, by stage and partition.
    record TaskListing(long request, List<TaskLine> tasks) implements ClientNotice {
        public TaskListing {
            tasks = List.copyOf(tasks);
        }
    }

    /// The tasks of a batch are known, will run, and outlive the scheduler where it keeps a journal.
    record BatchAccepted(int stage) implements ClientNotice {}

    /// A batch was refused, whole; the reason names the task, the rule and the remedy.
    record BatchRefused(int stage, String reason) implements ClientNotice {}

    /// Tasks that the client holds have ended.
    record TasksEnded(List<TaskOutcome> outcomes) implements ClientNotice {
        public TasksEnded {
            outcomes = List.copyOf(outcomes);
        }
    }

    /// That worker is about to fetch a scattered value of this client: a data connection to it has to be open, on
    /// which the client offers its values ([TransferMessage.OfferValues]). The value may be let go of once
    /// [TasksEnded] has told that it is there.
    record SendValue(RunId value, Holder worker) implements ClientNotice {}

    /// The answer to a request of that number.
    record Answered(long request, Answer answer) implements ClientNotice {}

    /// Counts of one stage.
    ///
    /// @param counters what finished runs counted ([io.quern.core.task.TaskContext#count]), in the order of their
    /// names
    record StageProgress(String name, int total, int executing, int finished, Map<String, Long> counters) {
        public StageProgress {
            counters = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(counters));
        }
    }

    /// One task in a listing.
    ///
    /// @param phase its scheduler-side phase, such as `queued` or `memory`
    /// @param worker name of the worker that runs or ran it, empty where none does
    record TaskLine(TaskKey task, String stageName, String phase, int attempt, String worker) {}
}
