package io.quern.scheduler.lifecycle;

import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.recovery.JournalRecord;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Applies the records of lives before: what each event family does with a request once it has passed all checks.
///
/// No worker and no client is there meanwhile, so no task gets further than to a ready queue. Which tasks are known
/// depends on who holds them and not on how far they got, so after each record of a log the same tasks are
/// known as were in the life that wrote it.
final class RecordEvents {
    private final MachineState state;
    private final ClientEvents clients;
    private final SessionEvents sessions;
    private final BatchEvents batches;
    private final NameEvents names;
    private final Holds holds;
    private final JobEnds ends;
    private final PlanEvents plans;
    private final CopyEvents copies;
    private final Retirements retirements;

    RecordEvents(
            MachineState state,
            ClientEvents clients,
            SessionEvents sessions,
            BatchEvents batches,
            NameEvents names,
            Holds holds,
            JobEnds ends,
            PlanEvents plans,
            CopyEvents copies,
            Retirements retirements) {
        this.state = state;
        this.clients = clients;
        this.sessions = sessions;
        this.batches = batches;
        this.names = names;
        this.holds = holds;
        this.ends = ends;
        this.plans = plans;
        this.copies = copies;
        this.retirements = retirements;
    }

    void apply(JournalRecord content) {
        if (!state.life.isReplaying()) {
            throw new IllegalStateException("a record is replayed after this life began: " + content);
        }
        switch (content) {
            case JournalRecord.LifeBegan began -> state.life.replayBeginning(began.life());
            case JournalRecord.ClientLeaseBegan began -> sessions.begin(began.session(), began.name());
            case JournalRecord.ClientLeaseEnded ended -> sessions.end(session(ended.session()));
            case JournalRecord.JobSubmitted submitted -> clients.accept(session(submitted.session()), submitted.job());
            case JournalRecord.JobFinished finished -> ends.replayFinished(job(finished.job()));
            case JournalRecord.JobFailed failed -> ends.failJob(job(failed.job()), failed.failure());
            case JournalRecord.JobReleased released -> ends.cancel(job(released.job()));
            case JournalRecord.JobCancelled cancelled -> ends.cancel(job(cancelled.job()));
            case JournalRecord.TasksSubmitted submitted ->
                batches.accept(session(submitted.session()), submitted.batch());
            case JournalRecord.BatchesAnswered answered ->
                batches.answered(session(answered.session()), answered.next(), answered.refused());
            case JournalRecord.TasksHeld held -> holds.holdAll(session(held.session()), held.tasks());
            case JournalRecord.TasksReleased released ->
                batches.release(session(released.session()), released.job(), released.tasks());
            case JournalRecord.TasksDetached detached -> batches.detach(detached.job(), detached.tasks());
            case JournalRecord.DetachedTasksEnded ended -> batches.endDetached(ended.job(), ended.tasks());
            case JournalRecord.TasksCancelled cancelled ->
                batches.cancel(cancelled.job(), cancelled.tasks(), cancelled.reason());
            case JournalRecord.TasksRetried retried -> batches.reset(retried.job(), retried.tasks());
            case JournalRecord.ResultNamed named -> withTask(named.task(), task -> names.put(named.name(), task));
            case JournalRecord.CopiesWanted wanted -> copies.want(wanted.tasks(), wanted.copies());
            case JournalRecord.WorkerRetired left -> retirements.remember(left.worker());
            case JournalRecord.ResultUnnamed unnamed -> names.remove(unnamed.name());
            case JournalRecord.CommitGranted granted ->
                withTask(
                        granted.run().task(),
                        task -> state.earlierGrants.put(task, granted.run().attempt()));
            case JournalRecord.StagesAppended appended -> append(appended);
            case JournalRecord.CommitStarted _ ->
                throw new IllegalStateException("the journal holds " + content
                        + ", which this version of the scheduler neither writes nor knows how to go on with");
        }
    }

    private void append(JournalRecord.StagesAppended appended) {
        TaskKey task = appended.planner().task();
        Stage planner = known(job(task.job()).group(task.stage()), "planner " + task);
        plans.append(planner, appended.planner().attempt(), appended.plan());
    }

    private Session session(JobId id) {
        return known(state.sessions.get(id), "session " + id);
    }

    private Job job(JobId id) {
        return known(state.jobs.get(id), "job " + id);
    }

    /// A commit may have been granted, or a name given, to a task that a later request of the same turn took away.
    private void withTask(TaskKey key, Consumer<Integer> action) {
        int task = state.find(key);
        if (task != TaskTable.NONE) {
            action.accept(task);
        }
    }

    private <T> T known(@Nullable T found, String what) {
        if (found == null) {
            throw new IllegalStateException(
                    "the journal does not fit together: " + state.event + " is about " + what + ", which is not known");
        }
        return found;
    }
}
