package io.quern.scheduler.lifecycle;

import io.quern.core.graph.JobSpec;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What clients ask for.
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

    void registered(ClientId client, String name) {
        state.clients.put(client, name);
        state.outbox.tell(client, new ClientNotice.ClientAccepted(client, state.epoch, false));
        state.outbox.note("client " + name + " (" + client + ") registered");
    }

    /// Its jobs end with it.
    void lost(ClientId client, String reason) {
        String name = state.clients.remove(client);
        if (name == null) {
            return;
        }
        List<Job> jobs = state.jobs.values().stream()
                .filter(job -> job.client().equals(client))
                .toList();
        for (Job job : jobs) {
            if (job.phase() == Job.Phase.RUNNING) {
                state.outbox.warn("job " + job + " is cancelled: its client is gone");
            }
            ends.cancel(job);
        }
        state.outbox.note("client " + name + " (" + client + ") is gone: " + reason);
    }

    void submitted(ClientId client, JobSpec spec) {
        String refusal = JobLimits.refusal(spec, state.settings.limits());
        if (state.jobs.containsKey(spec.id())) {
            refusal = "job " + spec.name() + " has the id " + spec.id()
                    + ", which is taken by a job of this scheduler; make a new id for every submission";
        }
        if (refusal != null) {
            state.outbox.tell(client, new ClientNotice.JobRefused(spec.id(), refusal));
            state.outbox.warn(refusal);
            return;
        }
        Job job = new Job(spec, client, state.submissions++, state.nowNanos);
        state.jobs.put(job.id(), job);
        state.outbox.tell(client, new ClientNotice.JobAccepted(job.id()));
        state.outbox.note("job " + job + " of " + client + " accepted: " + describe(spec));
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

    void cancelled(JobId id) {
        Job job = find(id);
        if (job == null) {
            return;
        }
        boolean isToldOfItsEnd = job.phase() == Job.Phase.FAILED;
        ends.cancel(job);
        if (isToldOfItsEnd) {
            return;
        }
        state.outbox.tell(job.client(), new ClientNotice.JobCancelled(id));
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
        ends.cancel(job);
    }

    void listed(ClientId client, ClientMessage.ListTasks message) {
        List<TaskLine> lines = new ArrayList<>();
        Job job = find(message.job());
        if (job != null) {
            for (Stage stage : job.stages()) {
                list(stage, lines);
            }
        }
        state.outbox.tell(client, new ClientNotice.TaskListing(message.request(), lines));
    }

    private void list(Stage stage, List<TaskLine> lines) {
        int room = state.settings.limits().listedTasksMax() - lines.size();
        int count = Math.min(room, stage.spec().partitions());
        for (int partition = 0; partition < count; partition++) {
            String name = stage.spec().name();
            TaskKey key = new TaskKey(stage.job().id(), stage.spec().id(), partition);
            if (stage.isExpanded()) {
                int task = stage.firstTask() + partition;
                lines.add(new TaskLine(
                        key, name, state.tasks.phase(task).word(), state.tasks.attempt(task), workerOf(task)));
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

    /// A result that the client could not fetch is made again; where the report is about the past, or another holder is
    /// left, the client is told the places as they are now.
    void reportedLost(ClientMessage.ReportLostResult message) {
        Job job = find(message.result().task().job());
        if (job == null) {
            return;
        }
        int task = runs.currentResult(message.result());
        WorkerEntry holder = state.roster.find(message.holder());
        if (task == TaskTable.NONE || holder == null || !state.tasks.isHeldBy(task, holder.slot())) {
            state.dropped = state.dropped.plusResult();
            state.announcedAgain.add(job);
            return;
        }
        int losses = state.losses.merge(task, 1, Integer::sum);
        state.outbox.warn("the client of job " + job + " could not fetch " + message.result() + " from " + holder);
        if (losses >= state.settings.failure().inputLossesMax()) {
            ends.fail(task, ends.unreachable(task, "the result", holder.name() + " by the client"));
            return;
        }
        runs.loseReplica(task, holder);
        state.announcedAgain.add(job);
    }

    private @Nullable Job find(JobId id) {
        Job job = state.jobs.get(id);
        if (job == null) {
            state.dropped = state.dropped.plusJob();
        }
        return job;
    }
}
