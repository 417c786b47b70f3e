package io.quern.core.message;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import java.util.List;

/// What a client tells the scheduler.
public sealed interface ClientMessage extends Message {
    /// First message of a client: registers it.
    ///
    /// @param session made by the client and kept over reconnections: the job in which its tasks are. A session
    ///     that the scheduler still knows goes on
    /// @param isReturning whether a scheduler has accepted this session before: one that is known no more does not
    ///     begin once more under the same name
    record RegisterClient(String name, JobId session, boolean isReturning) implements ClientMessage {
        /// The registration of the same session on a later stream.
        public RegisterClient returning() {
            return new RegisterClient(name, session, true);
        }
    }

    /// Runs a job. Answered by [ClientNotice.JobAccepted] or [ClientNotice.JobFailed].
    record SubmitJob(JobSpec job) implements ClientMessage {}

    /// Stops a job and forgets its results.
    record CancelJob(JobId job) implements ClientMessage {}

    /// The client no longer needs the results of a job that ended.
    record ReleaseJob(JobId job) implements ClientMessage {}

    /// Asks for the tasks of a job; answered by [ClientNotice.TaskListing].
    record ListTasks(long request, JobId job) implements ClientMessage {}

    /// A result that [ClientNotice.JobFinished] or [ClientNotice.TasksEnded] named could not be fetched from that
    /// worker; it is made again if it is lost, and a new notice follows.
    record ReportLostResult(RunId result, WorkerId holder) implements ClientMessage {}

    /// Adds tasks to the client's session. Answered by [ClientNotice.BatchAccepted] or [ClientNotice.BatchRefused];
    /// the ends of wanted tasks are told by [ClientNotice.TasksEnded]. A batch that is known already (sent
    /// again after a reconnection) is accepted once more and has no other effect.
    record SubmitTasks(TaskBatch batch) implements ClientMessage {}

    /// The client holds these results too, of its own session or of others; their ends are told, at once where they
    /// have ended.
    record HoldTasks(List<TaskKey> tasks) implements ClientMessage {
        public HoldTasks {
            tasks = List.copyOf(tasks);
        }
    }

    /// The client holds these results no more.
    record ReleaseTasks(JobId job, List<TaskRange> tasks) implements ClientMessage {
        public ReleaseTasks {
            tasks = List.copyOf(tasks);
        }
    }

    /// Stops these tasks and all that depend on them: they end as cancelled.
    record CancelTasks(JobId job, List<TaskRange> tasks, String reason) implements ClientMessage {
        public CancelTasks {
            tasks = List.copyOf(tasks);
        }
    }

    /// Runs failed tasks again, and what failed because of them.
    record RetryTasks(JobId job, List<TaskRange> tasks) implements ClientMessage {
        public RetryTasks {
            tasks = List.copyOf(tasks);
        }
    }

    /// These tasks run to their end although nobody holds them, and outlive the client.
    record DetachTasks(JobId job, List<TaskRange> tasks) implements ClientMessage {
        public DetachTasks {
            tasks = List.copyOf(tasks);
        }
    }

    /// Keeps a result under a name, for other clients and after this one. Answered by [ClientNotice.Answered].
    ///
    /// @param replaces whether another result may lose the name to this one
    record NameResult(long request, String name, TaskKey task, boolean replaces) implements ClientMessage {}

    /// Takes a name from a result, and gives the result up where nobody else holds it. Done already where the
    /// result has the name no more: whoever asks again, since the answer was lost, is told what became of it,
    /// and takes the name from nobody who has got it since. Answered by [ClientNotice.Answered].
    record UnnameResult(long request, String name, TaskKey task) implements ClientMessage {}

    /// Gives these workers no new tasks, or lets them have some again.
    ///
    /// @param workers their names
    record PauseWorkers(long request, List<String> workers, boolean isPaused) implements ClientMessage {
        public PauseWorkers {
            workers = List.copyOf(workers);
        }
    }

    /// Lets these workers end what runs there, moves results that only they hold to others, and stops them.
    /// Answered once they are gone, or cannot go.
    ///
    /// @param workers their names
    record RetireWorkers(long request, List<String> workers) implements ClientMessage {
        public RetireWorkers {
            workers = List.copyOf(workers);
        }
    }

    /// What [ClientNotice.SendValue] asked for cannot be: the client cannot reach that worker, or has let go of the
    /// value.
    ///
    /// @param isGone whether there is no use in trying another worker
    record ValueNotSent(RunId value, boolean isGone, String reason) implements ClientMessage {}

    /// Scattered values of this session that are not known to be on a worker, and that the client still has; said
    /// when a session goes on. The scheduler may have been started again since, and then does not know whether
    /// others can be had again.
    record ValuesKept(List<TaskKey> values) implements ClientMessage {
        public ValuesKept {
            values = List.copyOf(values);
        }
    }

    /// Keeps so many copies of each of these results, on as many workers, for as long as the results are held.
    /// Answered by [ClientNotice.Answered] once the copies are there.
    ///
    /// @param copies at least 1; [#EVERYWHERE]: one on each worker
    record ReplicateTasks(long request, List<TaskKey> tasks, int copies) implements ClientMessage {
        /// As many copies as there are workers, those that come later too.
        public static final int EVERYWHERE = Integer.MAX_VALUE;

        public ReplicateTasks {
            tasks = List.copyOf(tasks);
            if (copies < 1) {
                throw new IllegalArgumentException("a result has at least 1 copy, " + copies + " were asked for");
            }
        }
    }

    /// The client will not come back: its jobs and holds end at once, not after its lease.
    record EndSession() implements ClientMessage {}

    /// Asks about the state of the cluster. Answered by [ClientNotice.Answered].
    record Ask(long request, Question question) implements ClientMessage {}
}
