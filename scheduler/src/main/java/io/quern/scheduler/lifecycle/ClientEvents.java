package io.quern.scheduler.lifecycle;

import io.quern.core.graph.JobSpec;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.message.TaskOutcome;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.Graph;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.recovery.JournalRecord.JobCancelled;
import io.quern.scheduler.recovery.JournalRecord.JobReleased;
import io.quern.scheduler.recovery.JournalRecord.JobSubmitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What clients ask of whole jobs, and their reports of lost results.
final class ClientEvents {
    private final MachineState state;
    private final TaskSteps steps;
    private final RunEvents runs;
    private final JobEnds ends;

    ClientEvents(MachineState state, TaskSteps steps, RunEvents runs, JobEnds ends) {
        this.state = state;
        this.steps = steps;
        this.runs = runs;
        this.ends = ends;
    }

    /// A job that is known already, sent again by a client that does not know so, is accepted once more.
    void submitted(ClientId client, JobSpec spec) {
        Session session = Objects.requireNonNull(state.clients.get(client), "client");
        Job known = state.jobs.get(spec.id());
        if (known != null && known.session() == session && known.spec().equals(spec)) {
            ends.tellAgain(known);
            state.outbox.releaseCode(spec.codeSet());
            return;
        }
        String refusal = JobLimits.refusal(spec, state.settings.limits());
        if (refusal == null) {
            refusal = GraphMemory.refusal(spec, state);
        }
        if (state.graph(spec.id()) != null) {
            refusal = "job " + spec.name() + " has the id " + spec.id()
                    + ", which is taken by a job of this scheduler; make a new id for every submission";
        }
        if (session.isEnded()) {
            refusal = "job " + spec.name() + " comes too late: session " + session
                    + " ended because its client was away for longer than its lease; begin another session";
        }
        if (refusal != null) {
            state.outbox.tell(client, new ClientNotice.JobRefused(spec.id(), refusal));
            state.outbox.warn(refusal);
            state.outbox.releaseCode(spec.codeSet());
            return;
        }
        accept(session, spec);
        state.outbox.tell(client, new ClientNotice.JobAccepted(spec.id()));
        state.outbox.note("job " + spec.name() + " (" + spec.id() + ") of " + client + " accepted: " + describe(spec));
    }

    /// Takes in a job that has passed all checks.
    void accept(Session session, JobSpec spec) {
        state.record(new JobSubmitted(session.id(), spec));
        Job job = new Job(spec, session, state.submissions++, state.nowNanos);
        session.jobs().add(job);
        state.jobs.put(job.id(), job);
        for (Stage stage : job.stages()) {
            if (stage.spec().inputs().isEmpty()) {
                steps.expand(stage);
            }
        }
        state.progressJobs.add(job);
    }

    private static String describe(JobSpec spec) {
        List<String> stages = new ArrayList<>();
        spec.stages().forEach(stage -> stages.add(stage.name() + "[" + stage.partitions() + "]"));
        return String.join(", ", stages);
    }

    /// One that is not known has ended, by this same request perhaps, sent again.
    void cancelled(ClientId client, JobId id) {
        Job job = find(id);
        if (job == null) {
            state.outbox.tell(client, new ClientNotice.JobCancelled(id));
            return;
        }
        state.record(new JobCancelled(id));
        boolean isToldOfItsEnd = job.phase() == Job.Phase.FAILED;
        ends.cancel(job);
        if (isToldOfItsEnd) {
            return;
        }
        state.tell(job.session(), new ClientNotice.JobCancelled(id));
        state.outbox.note("job " + job + " cancelled");
    }

    /// Releasing a job that still runs cancels it.
    void released(JobId id) {
        Job job = find(id);
        if (job == null) {
            return;
        }
        if (job.phase() == Job.Phase.RUNNING && job.goalsMissing() > 0) {
            state.outbox.note("job " + job + " released before its results were complete");
        }
        state.record(new JobReleased(id));
        ends.cancel(job);
    }

    void listed(ClientId client, ClientMessage.ListTasks message) {
        List<TaskLine> lines = new ArrayList<>();
        Graph graph = state.graph(message.job());
        if (graph == null) {
            state.dropped = state.dropped.plusJob();
        } else {
            graph.groups().forEach(group -> list(group, lines));
        }
        state.outbox.tell(client, new ClientNotice.TaskListing(message.request(), lines));
    }

    private void list(TaskGroup group, List<TaskLine> lines) {
        int room = state.settings.limits().listedTasksMax() - lines.size();
        int count = Math.min(room, group.size());
        for (int partition = 0; partition < count; partition++) {
            String name = group.name(partition);
            TaskKey key = new TaskKey(group.graph().id(), group.number(), partition);
            if (group.isExpanded()) {
                int task = group.firstTask() + partition;
                lines.add(new TaskLine(
                        key,
                        name,
                        state.tasks.phase(task).word(),
                        RunId.tries(state.tasks.attempt(task)),
                        workerOf(task)));
            } else {
                lines.add(new TaskLine(key, name, TaskPhase.WAITING.word(), 0, ""));
            }
        }
    }

    private String workerOf(int task) {
        int slot =
                state.tasks.phase(task) == TaskPhase.MEMORY ? state.tasks.firstHolder(task) : state.tasks.runner(task);
        return slot == TaskTable.NONE ? "" : state.roster.at(slot).name();
    }

    /// A result that the client could not fetch is made again; where the report is about the past, or another
    /// holder is left, the client is told the places as they are now. One that cannot be made again stays.
    void reportedLost(ClientId client, ClientMessage.ReportLostResult message) {
        Graph graph = state.graph(message.result().task().job());
        if (graph == null) {
            state.dropped = state.dropped.plusJob();
            return;
        }
        int task = runs.currentResult(message.result());
        WorkerEntry holder = state.roster.find(message.holder());
        if (task == TaskTable.NONE
                || holder == null
                || !state.tasks.isHeldBy(task, holder.slot())
                || state.tasks.isActor(task)) {
            state.dropped = state.dropped.plusResult();
            announceAgain(graph, message.result().task());
            return;
        }
        if (state.tasks.isSpent(task)) {
            notReached(Objects.requireNonNull(state.clients.get(client), "client"), task, message, holder);
            return;
        }
        int losses = state.losses.merge(task, 1, Integer::sum);
        state.outbox.warn("the client of " + graph + " could not fetch " + message.result() + " from " + holder);
        if (losses < state.settings.failure().inputLossesMax()) {
            runs.loseReplica(task, holder);
            announceAgain(graph, message.result().task());
            return;
        }
        TaskFailure failure = ends.unreachable(task, "the result", losses, holder.name() + " by the client");
        if (graph instanceof Session) {
            runs.loseReplicas(task);
            state.failures.put(task, new TaskOutcome.Failed(message.result().task(), failure));
            steps.step(task, StepKind.GIVEN_UP);
        } else {
            ends.fail(task, failure);
        }
    }

    /// Nothing can make a value again that a worker has and a client does not reach: after so many tries that client
    /// is told so, and nobody else, as a task fails that does not reach such an input.
    private void notReached(Session session, int task, ClientMessage.ReportLostResult message, WorkerEntry holder) {
        if (!state.isHeldBy(task, session) || state.unreachable.isPaused(task, session)) {
            state.dropped = state.dropped.plusResult();
            return;
        }
        int triesMax = state.settings.failure().inputLossesMax();
        int tries = state.unreachable.failed(task, session, triesMax);
        state.outbox.warn("client " + session + " could not fetch " + message.result() + " from " + holder
                + ", which nothing can make again (" + tries + " of " + triesMax + " tries)");
        if (tries >= triesMax) {
            TaskFailure failure = ends.unreachable(task, "the result", tries, holder.name() + " by the client");
            TaskOutcome told = new TaskOutcome.Failed(message.result().task(), failure);
            state.tell(session, new ClientNotice.TasksEnded(List.of(told)));
        }
    }

    private void announceAgain(Graph graph, TaskKey key) {
        if (graph instanceof Job job) {
            state.announcedAgain.add(job);
        } else {
            int task = state.find(key);
            if (task != TaskTable.NONE) {
                state.endedTasks.add(task);
            }
        }
    }

    private @Nullable Job find(JobId id) {
        Job job = state.jobs.get(id);
        if (job == null) {
            state.dropped = state.dropped.plusJob();
        }
        return job;
    }
}
