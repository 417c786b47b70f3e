package io.quern.scheduler.lifecycle;

import io.quern.core.config.ByteSize;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.TaskOutOfMemoryException;
import io.quern.core.key.RunId;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.recovery.JournalRecord.JobFailed;
import io.quern.scheduler.recovery.JournalRecord.JobFinished;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How jobs end: finished, failed, or cancelled; and how they are forgotten.
final class JobEnds {
    private static final String MEMORY_REMEDY = ". Give the worker more worker.memory or fewer worker.threads, let the"
            + " task ask for the memory that it takes (Options.memory), or divide its input";
    private static final int INPUTS_NAMED = 3;

    private final MachineState state;
    private final TaskSteps steps;
    private final Progress progress;

    JobEnds(MachineState state, TaskSteps steps, Progress progress) {
        this.state = state;
        this.steps = steps;
        this.progress = progress;
    }

    /// Announces the jobs whose goals were reached in this event.
    void announceFinished() {
        for (Job job : state.touchedJobs) {
            if (job.phase() == Job.Phase.RUNNING && job.goalsMissing() == 0) {
                job.setPhase(Job.Phase.FINISHED);
                state.announcedAgain.add(job);
                if (!job.wasFinished()) {
                    state.record(new JobFinished(job.id()));
                    job.setWasFinished();
                }
                state.outbox.note("job " + job + " finished");
            } else if (job.phase() == Job.Phase.FINISHED && job.goalsMissing() > 0) {
                job.setPhase(Job.Phase.RUNNING);
                state.outbox.warn("job " + job + " lost " + job.goalsMissing() + " results, which are made again");
            }
        }
        for (Job job : state.announcedAgain) {
            if (job.phase() == Job.Phase.FINISHED) {
                progress.tellNow(job);
                state.tell(job.session(), new ClientNotice.JobFinished(job.id(), locateResults(job)));
            }
        }
        state.touchedJobs.clear();
        state.announcedAgain.clear();
    }

    /// A job had reached all its goals in a life of the scheduler before: what ran for its own sake is done.
    void replayFinished(Job job) {
        for (Stage stage : job.stages()) {
            if (!stage.isExpanded()) {
                steps.expand(stage);
            }
        }
        for (Stage stage : job.stages()) {
            for (int partition = 0; partition < stage.size(); partition++) {
                if (stage.isGoal(partition) && !stage.isWanted()) {
                    job.countGoalsMissing(-1);
                    state.tasks.addNeeded(stage.firstTask() + partition, -1);
                    steps.unsettle(stage.firstTask() + partition);
                }
            }
        }
        job.setWasFinished();
        state.touchedJobs.add(job);
    }

    /// Tells where a job stands to its client, which may have missed that.
    void tellAgain(Job job) {
        state.tell(job.session(), new ClientNotice.JobAccepted(job.id()));
        TaskFailure failure = job.failure();
        if (failure != null) {
            state.tell(job.session(), new ClientNotice.JobFailed(job.id(), failure));
        } else if (job.phase() == Job.Phase.FINISHED) {
            state.announcedAgain.add(job);
        }
    }

    private List<List<ResultLocation>> locateResults(Job job) {
        List<List<ResultLocation>> results = new ArrayList<>();
        for (int id : job.spec().results()) {
            Stage stage = job.outputOf(id);
            List<ResultLocation> outputs = new ArrayList<>();
            for (int output = 0; output < stage.spec().outputs(); output++) {
                outputs.add(state.assignments.locate(
                        stage.firstTask() + stage.spec().outputPartition(output)));
            }
            results.add(outputs);
        }
        return results;
    }

    /// Keeps why a task has just gone to `erred`. A job fails with its task, and its client is told once; in a
    /// session others go on.
    void fail(int task, TaskFailure failure) {
        if (state.tasks.phase(task) == TaskPhase.FORGOTTEN) {
            // An earlier failure of the same event has ended the job, and it is not kept.
            return;
        }
        switch (state.tasks.group(task)) {
            case Stage stage -> failJob(stage.graph(), failure);
            case BatchGroup _ -> state.failures.put(task, new TaskOutcome.Failed(state.tasks.key(task), failure));
        }
    }

    void failJob(Job job, TaskFailure failure) {
        if (job.phase() == Job.Phase.FAILED) {
            return;
        }
        state.record(new JobFailed(job.id(), failure));
        progress.tellNow(job);
        stop(job);
        job.fail(failure);
        state.tell(job.session(), new ClientNotice.JobFailed(job.id(), failure));
        state.outbox.warn("job " + job + " failed: " + failure.summary());
        forgetOldFailures();
    }

    private void forgetOldFailures() {
        List<Job> failed = state.jobs.values().stream()
                .filter(job -> job.phase() == Job.Phase.FAILED)
                .toList();
        int excess = failed.size() - state.settings.limits().failedJobsKept();
        for (int i = 0; i < excess; i++) {
            forget(failed.get(i));
        }
    }

    /// Ends a job early where it still runs, and forgets it.
    void cancel(Job job) {
        stop(job);
        forget(job);
    }

    /// Takes everything of the job off the workers. No task of it is active or in memory afterwards.
    private void stop(Job job) {
        for (Stage stage : job.stages()) {
            if (stage.isExpanded()) {
                int end = stage.firstTask() + stage.spec().partitions();
                for (int task = stage.firstTask(); task < end; task++) {
                    TaskPhase phase = state.tasks.phase(task);
                    if (phase.isActive() || phase == TaskPhase.MEMORY) {
                        steps.step(task, StepKind.STOPPED);
                    }
                }
            }
            stage.definedOn(0).clear();
        }
        for (WorkerEntry worker : state.roster.all()) {
            if (job.toldWorkers().get(worker.slot())) {
                state.outbox.tell(worker.id(), new WorkerInstruction.DropJob(job.id()));
            }
        }
        job.toldWorkers().clear();
        state.touchedJobs.remove(job);
        state.announcedAgain.remove(job);
        state.progressJobs.remove(job);
    }

    private void forget(Job job) {
        for (Stage stage : job.stages()) {
            if (stage.isExpanded()) {
                int from = stage.firstTask();
                int to = from + stage.spec().partitions();
                for (int task = from; task < to; task++) {
                    steps.step(task, StepKind.DISCARDED);
                }
                for (int task = from; task < to; task++) {
                    state.hedges.forgetTask(task);
                }
                state.deaths.subMap(from, to).clear();
                state.losses.subMap(from, to).clear();
                state.faulty.forget(from, to);
                state.earlierGrants.subMap(from, to).clear();
                state.preferences.subMap(from, to).clear();
                state.collapse(stage);
            }
        }
        state.jobs.remove(job.id());
        if (job.hasCode()) {
            state.outbox.releaseCode(job.spec().codeSet());
        }
        job.session().jobs().remove(job);
        state.forgetIfEmpty(job.session());
    }

    /// What is told of a task whose last workers all died.
    TaskFailure blame(int task) {
        List<MachineState.Death> deaths = state.deaths.getOrDefault(task, List.of());
        List<TaskFailure.Cause> causes = new ArrayList<>();
        List<String> workers = deaths.stream().map(MachineState.Death::worker).toList();
        boolean isOutOfMemory = deaths.stream().anyMatch(death -> death.report().isOutOfMemory());
        causes.add(new TaskFailure.Cause(
                isOutOfMemory ? TaskOutOfMemoryException.class.getName() : "WorkersDied",
                deaths.size() + " workers died while they ran task " + describe(task) + ": "
                        + String.join(", ", workers) + lastKnownExit(deaths) + "; it is not tried again"
                        + (isOutOfMemory ? MEMORY_REMEDY : ""),
                List.of()));
        for (MachineState.Death death : deaths) {
            causes.add(new TaskFailure.Cause(
                    "WorkerDied",
                    death.worker() + ": " + death.report() + (death.memory().isEmpty() ? "" : ", " + death.memory()),
                    death.report().lastStderrLines()));
        }
        return failure(task, ErrorCode.RESOURCES, workers.isEmpty() ? "" : workers.getLast(), causes);
    }

    /// The nanny of the last worker has not spoken yet: the one before died of the same thing, most likely.
    private static String lastKnownExit(List<MachineState.Death> deaths) {
        for (MachineState.Death death : deaths.reversed()) {
            if (!death.report().exit().isEmpty()) {
                return "; " + death.worker() + " " + death.report().exit();
            }
        }
        return "";
    }

    /// What is told of a task whose inputs, or whose result, could not be fetched again and again.
    ///
    /// @param times that it could not be
    TaskFailure unreachable(int task, String whose, int times, String from) {
        String text = whose + " of task " + describe(task) + " could not be fetched " + times + " times, last from "
                + from
                + "; check that workers and client can reach each other's data addresses";
        return failure(task, ErrorCode.NETWORK, "", List.of(new TaskFailure.Cause("Unreachable", text, List.of())));
    }

    /// What is told of a task whose inputs fit into no worker's memory together.
    ///
    /// @param heldBytesMax of the largest worker that it might run on
    TaskFailure inputsTooLarge(int task, long heldBytesMax) {
        List<Integer> inputs = new ArrayList<>();
        state.tasks
                .group(task)
                .visitInputs(
                        state.tasks.partition(task),
                        (upstream, from, to) ->
                                IntStream.range(from, to).forEach(input -> inputs.add(upstream.firstTask() + input)));
        long sum = inputs.stream().mapToLong(state.tasks::sizeBytes).sum();
        inputs.sort(Comparator.comparingLong(state.tasks::sizeBytes).reversed());
        String largest = inputs.stream()
                .limit(INPUTS_NAMED)
                .map(input -> describe(input) + " with " + ByteSize.rounded(state.tasks.sizeBytes(input)))
                .collect(Collectors.joining(", "));
        String text = "the " + inputs.size() + " inputs of task " + describe(task) + " take "
                + ByteSize.distinct(sum, heldBytesMax)
                + " together, and no worker that may run it has room for more than "
                + ByteSize.distinct(heldBytesMax, sum) + "; the largest are " + largest
                + "; combine them in steps, make them smaller, or start a worker with more memory";
        return failure(
                task, ErrorCode.RESOURCES, "", List.of(new TaskFailure.Cause("InputsTooLarge", text, List.of())));
    }

    /// What is told of a task that took longer than its deadline.
    TaskFailure late(int task) {
        String text = "task " + describe(task) + " did not end within its deadline of "
                + state.tasks.group(task).options(state.tasks.partition(task)).deadline()
                + " after its first start; give it more time, or smaller inputs";
        return failure(task, ErrorCode.USER, "", List.of(new TaskFailure.Cause("DeadlineExceeded", text, List.of())));
    }

    /// What is told of a task that no registered worker could run for longer than is allowed.
    TaskFailure unplaceable(int task) {
        String text = "task " + describe(task) + " asks for "
                + state.ready.lane(task).requirement() + " of a worker, and none of the " + state.roster.size()
                + " registered workers has that, for longer than "
                + state.settings.failure().noWorkerMax()
                + " (scheduler.no-worker-max); start such a worker, ask for less, or allow more time";
        return failure(task, ErrorCode.RESOURCES, "", List.of(new TaskFailure.Cause("NoWorker", text, List.of())));
    }

    /// What is told of a planner whose plan cannot be appended.
    TaskFailure misplanned(int task, String worker, String why) {
        String text = "planner " + describe(task) + " of job "
                + state.tasks.group(task).graph() + " planned what cannot be appended: " + why;
        return failure(task, ErrorCode.USER, worker, List.of(new TaskFailure.Cause("PlanRefused", text, List.of())));
    }

    private TaskFailure failure(int task, ErrorCode code, String worker, List<TaskFailure.Cause> causes) {
        return new TaskFailure(
                code,
                // Where it never ran, the run that it would have been.
                new RunId(state.tasks.key(task), Math.max(1, state.tasks.attempt(task))),
                state.tasks.group(task).name(state.tasks.partition(task)),
                worker,
                RunId.tries(state.tasks.attempt(task)),
                causes);
    }

    private String describe(int task) {
        return state.tasks.group(task).key(state.tasks.partition(task));
    }
}
