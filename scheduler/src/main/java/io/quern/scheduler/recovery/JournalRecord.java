package io.quern.scheduler.recovery;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import java.util.List;

/// One thing that the scheduler must know again after its own death, because nobody else could tell it: workers
/// know what they hold and run, so the progress of tasks is no record.
///
/// Live operation and replay apply a record in the same way, so a journal is nothing but the order in which these
/// were applied. What was refused is no record, and what may be refused has been checked before it became one.
///
/// A session is named by the id that its client made for it, as in
/// [io.quern.core.message.ClientMessage.RegisterClient]; client ids end with the scheduler that gave them.
public sealed interface JournalRecord {
    /// A scheduler began its life. All records before it are to be applied before anything follows from them: a
    /// checkpoint ends with one.
    ///
    /// @param life number of its life, from 1
    record LifeBegan(int life) implements JournalRecord {}

    /// A client is there for the first time; what it submits and holds stays for as long as its lease.
    record ClientLeaseBegan(JobId session, String name) implements JournalRecord {}

    /// A client has closed, or has not come back in time: its jobs and its holds end.
    record ClientLeaseEnded(JobId session) implements JournalRecord {}

    /// A job was accepted.
    record JobSubmitted(JobId session, JobSpec job) implements JournalRecord {}

    /// A planner of a job has planned how it goes on.
    ///
    /// @param planner the attempt that planned; a second attempt of the same task plans nothing
    /// @param plan the ids of its stages follow those that the job has
    record StagesAppended(RunId planner, StagePlan plan) implements JournalRecord {}

    /// A job reached all its goals. What it did for its own sake must not be done again; results that its client
    /// wants are made again where they are lost, until it releases them.
    record JobFinished(JobId job) implements JournalRecord {}

    /// A job failed: none of it must run again.
    record JobFailed(JobId job, TaskFailure failure) implements JournalRecord {}

    /// The client no longer needs the results of a job.
    record JobReleased(JobId job) implements JournalRecord {}

    /// A job was stopped and its results are forgotten.
    record JobCancelled(JobId job) implements JournalRecord {}

    /// Tasks of a session were accepted. The session holds those that the batch says it wants.
    record TasksSubmitted(JobId session, TaskBatch batch) implements JournalRecord {}

    /// All batches of a session below a number were answered, some of them with a refusal.
    ///
    /// @param next number of the next batch
    /// @param refused numbers of batches that were refused
    record BatchesAnswered(JobId session, int next, List<Integer> refused) implements JournalRecord {
        public BatchesAnswered {
            refused = List.copyOf(refused);
        }
    }

    /// A session holds these results, too, which may be of other sessions.
    record TasksHeld(JobId session, List<TaskKey> tasks) implements JournalRecord {
        public TasksHeld {
            tasks = List.copyOf(tasks);
        }
    }

    /// A session holds these results no more.
    ///
    /// @param job the session that the tasks are of
    record TasksReleased(JobId session, JobId job, List<TaskRange> tasks) implements JournalRecord {
        public TasksReleased {
            tasks = List.copyOf(tasks);
        }
    }

    /// These tasks run to their end although nobody holds them.
    record TasksDetached(JobId job, List<TaskRange> tasks) implements JournalRecord {
        public TasksDetached {
            tasks = List.copyOf(tasks);
        }
    }

    /// These detached tasks have run to their end, and must not run again for their own sake.
    record DetachedTasksEnded(JobId job, List<TaskRange> tasks) implements JournalRecord {
        public DetachedTasksEnded {
            tasks = List.copyOf(tasks);
        }
    }

    /// These tasks were stopped, and what depends on them fails.
    record TasksCancelled(JobId job, List<TaskRange> tasks, String reason) implements JournalRecord {
        public TasksCancelled {
            tasks = List.copyOf(tasks);
        }
    }

    /// These tasks, which had failed or were cancelled, run again.
    record TasksRetried(JobId job, List<TaskRange> tasks) implements JournalRecord {
        public TasksRetried {
            tasks = List.copyOf(tasks);
        }
    }

    /// A result has a name, in place of whatever had it, and stays for as long as it has one.
    record ResultNamed(String name, TaskKey task) implements JournalRecord {}

    /// A name is given up.
    record ResultUnnamed(String name) implements JournalRecord {}

    /// An attempt may publish its output, and no other attempt of its task.
    record CommitGranted(RunId run) implements JournalRecord {}

    /// An attempt has begun to make the output of its whole job visible: from here on the job can no longer be
    /// undone by forgetting it.
    record CommitStarted(RunId run) implements JournalRecord {}

    /// So many copies of each of these results are to be kept, where there were to be fewer.
    record CopiesWanted(List<TaskKey> tasks, int copies) implements JournalRecord {
        public CopiesWanted {
            tasks = List.copyOf(tasks);
        }
    }

    /// A worker has left for good as a client wished, who may ask again since the answer was lost.
    record WorkerRetired(String worker) implements JournalRecord {}
}
