package io.quern.scheduler.lifecycle;

import io.quern.core.graph.RetryPolicy;
import io.quern.core.graph.StagePlan;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.message.WorkerMessage.OfferedResult;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.recovery.JournalRecord.CommitGranted;
import org.jspecify.annotations.Nullable;

/// What workers say of runs and results. Only the current attempt, told by the worker to which it is assigned, has an
/// effect; all else is counted and dropped.
final class RunEvents {
    private final MachineState state;
    private final TaskSteps steps;
    private final WorkerEvents workers;
    private final JobEnds ends;
    private final PlanEvents plans;

    RunEvents(MachineState state, TaskSteps steps, WorkerEvents workers, JobEnds ends, PlanEvents plans) {
        this.state = state;
        this.steps = steps;
        this.workers = workers;
        this.ends = ends;
        this.plans = plans;
    }

    void started(WorkerEntry worker, WorkerMessage.TaskStarted message) {
        if (copyOf(worker, message.run()) != TaskTable.NONE) {
            return;
        }
        int task = current(worker, message.run());
        if (task != TaskTable.NONE) {
            steps.step(task, StepKind.STARTED);
        }
    }

    /// @param plan what the run planned; null where it is of no planner
    void succeeded(WorkerEntry worker, WorkerMessage.TaskSucceeded message, @Nullable StagePlan plan) {
        int hedged = copyOf(worker, message.run());
        if (hedged != TaskTable.NONE) {
            state.hedges.promote(hedged);
        }
        int task = current(worker, message.run());
        if (task == TaskTable.NONE) {
            dropStaleResult(worker, message.run());
            return;
        }
        TaskFailure misplanned = plans.ended(task, message.run(), plan, worker.name());
        if (misplanned != null) {
            state.outbox.drop(worker.id(), message.run());
            steps.step(task, StepKind.FAILED);
            ends.fail(task, misplanned);
            return;
        }
        TaskGroup group = state.tasks.group(task);
        if (group instanceof Stage stage) {
            stage.noteMeasures(state.tasks.partition(task), message.counters());
        }
        state.tasks.setSizeBytes(task, Math.max(0, message.sizeBytes()));
        group.addRunNanos(message.elapsedNanos());
        if (!state.tasks.isCounted(task)) {
            state.tasks.setCounted(task);
            group.addCounters(message.counters());
        }
        if (message.shortValue().sizeBytes() > 0) {
            state.shortValues.put(task, message.shortValue());
        }
        state.faulty.succeeded(task, worker);
        steps.step(task, StepKind.SUCCEEDED);
    }

    /// The worker holds a result that nobody will ask for. Where the job is gone, it was told to drop the job.
    private void dropStaleResult(WorkerEntry worker, RunId run) {
        int task = state.find(run.task());
        boolean isHeld = task != TaskTable.NONE
                && state.tasks.phase(task) == TaskPhase.MEMORY
                && state.tasks.attempt(task) == run.attempt()
                && state.tasks.isHeldBy(task, worker.slot());
        if (!isHeld && state.graph(run.task().job()) != null) {
            state.outbox.drop(worker.id(), run);
        }
    }

    void failed(WorkerEntry worker, WorkerMessage.TaskFailed message) {
        // The worker keeps what it knows of a failed run until it is told otherwise.
        state.outbox.drop(worker.id(), message.run());
        if (endsCopy(worker, message.run())) {
            return;
        }
        int task = current(worker, message.run());
        if (task == TaskTable.NONE) {
            return;
        }
        TaskFailure told = message.failure();
        TaskFailure failure = new TaskFailure(
                told.code(),
                message.run(),
                state.tasks.group(task).name(state.tasks.partition(task)),
                worker.name(),
                RunId.tries(message.run().attempt()),
                told.causes(),
                told.lastLines());
        int retry = state.tasks.retries(task) + 1;
        RetryPolicy policy =
                state.tasks.group(task).options(state.tasks.partition(task)).retries();
        if (retry <= policy.retries() && isCovered(policy, told.causes().getFirst())) {
            state.tasks.setRetries(task, retry);
            tryAgain(task, worker, policy.delayNanos(retry));
            return;
        }
        if (state.faulty.isTriedElsewhere(task, worker, told)) {
            state.outbox.warn(
                    "run " + message.run() + " failed on " + worker + ", maybe for want of something that others"
                            + " have, and is tried on another worker: " + failure.summary());
            tryAgain(task, worker, 0);
            return;
        }
        state.faulty.forget(task);
        steps.step(task, StepKind.FAILED);
        ends.fail(task, failure);
    }

    private void tryAgain(int task, WorkerEntry worker, long delayNanos) {
        state.faulty.failed(task, worker);
        state.preferences.remove(task);
        state.alarms.setIfAbsent(Alarms.Kind.RETRY, task, state.nowNanos + delayNanos);
        steps.step(task, StepKind.RETRY_WANTED);
    }

    private static boolean isCovered(RetryPolicy policy, TaskFailure.Cause thrown) {
        return policy.onlyOn().isEmpty()
                || policy.onlyOn().contains(thrown.type())
                || policy.onlyOn().stream().anyMatch(thrown.supertypes()::contains);
    }

    /// A pause before a retry has ended, a task has taken as long as it may, or an actor or a scattered value of a
    /// life before was not offered in time.
    void alarmed(Alarms.Alarm alarm) {
        int task = alarm.task();
        switch (alarm.kind()) {
            case RETRY -> {
                WorkerId elsewhere = state.faulty.elsewhere(task);
                if (elsewhere != null && !state.preferences.containsKey(task)) {
                    prefer(task, elsewhere);
                }
                steps.step(task, StepKind.RETRY_DUE);
            }
            case DEADLINE -> {
                if (isWaitedForLonger(task)) {
                    if (state.tasks.phase(task) == TaskPhase.WAITING) {
                        // No worker offered it.
                        steps.step(task, StepKind.SPENT);
                    }
                } else if (state.tasks.phase(task).isActive()) {
                    TaskFailure failure = ends.late(task);
                    steps.step(task, StepKind.GIVEN_UP);
                    ends.fail(task, failure);
                }
            }
        }
    }

    private boolean isWaitedForLonger(int task) {
        return state.tasks.isSpent(task) && (state.tasks.isActor(task) || state.tasks.isScattered(task));
    }

    void returned(WorkerEntry worker, RunId run) {
        int task = current(worker, run);
        if (task != TaskTable.NONE) {
            steps.step(task, StepKind.RETURNED);
        }
    }

    /// A worker turned out not to know a run that it was given, and said nothing of its end.
    ///
    /// @return whether the run still matters
    boolean lose(WorkerEntry worker, RunId run) {
        if (endsCopy(worker, run)) {
            return true;
        }
        int task = find(worker, run);
        if (task != TaskTable.NONE) {
            steps.step(task, StepKind.RUN_UNKNOWN);
        }
        return task != TaskTable.NONE;
    }

    /// A worker turned out to hold the result of a run that it was given, and of whose end it said nothing.
    ///
    /// @return whether the run still mattered
    boolean found(WorkerEntry worker, OfferedResult result) {
        if (isOpenPlanner(result.run())) {
            // What it planned was lost with the news: it has to plan again.
            state.outbox.drop(worker.id(), result.run());
            return lose(worker, result.run());
        }
        int hedged = copyOf(worker, result.run());
        if (hedged != TaskTable.NONE) {
            state.hedges.promote(hedged);
        }
        int task = find(worker, result.run());
        if (task != TaskTable.NONE) {
            state.tasks.setSizeBytes(task, Math.max(0, result.sizeBytes()));
            state.faulty.succeeded(task, worker);
            steps.step(task, StepKind.SUCCEEDED);
        }
        return task != TaskTable.NONE;
    }

    private boolean isOpenPlanner(RunId run) {
        int task = state.find(run.task());
        return task != TaskTable.NONE && state.tasks.group(task) instanceof Stage stage && stage.isOpenPlanner();
    }

    void blocked(WorkerEntry worker, RunId run) {
        int task = current(worker, run);
        if (task != TaskTable.NONE) {
            steps.step(task, StepKind.BLOCKED);
        }
    }

    void unblocked(WorkerEntry worker, RunId run) {
        int task = current(worker, run);
        if (task != TaskTable.NONE) {
            steps.step(task, StepKind.UNBLOCKED);
        }
    }

    /// The named replica is given up, also where it may only be out of reach of this one worker: making the result
    /// again is always right, where it may be made again. From the second time on, task and input are drawn to the
    /// worker that could not fetch, so that two workers that cannot reach each other do not go on like this for
    /// ever.
    void inputLost(WorkerEntry worker, WorkerMessage.InputLost message) {
        if (endsCopy(worker, message.run())) {
            return;
        }
        int task = current(worker, message.run());
        if (task == TaskTable.NONE) {
            return;
        }
        int input = currentResult(message.input());
        WorkerEntry holder = state.roster.find(message.holder());
        if (input == TaskTable.NONE || holder == null || !state.tasks.isHeldBy(input, holder.slot())) {
            steps.step(task, StepKind.INPUT_LOST);
            return;
        }
        int losses = state.losses.merge(task, 1, Integer::sum);
        state.outbox.warn("run " + message.run() + " on " + worker + " could not fetch " + message.input() + " from "
                + holder + " (" + losses + " losses of this task)");
        if (losses >= state.settings.failure().inputLossesMax()) {
            TaskFailure failure = ends.unreachable(task, "an input", losses, holder.name() + " by " + worker.name());
            steps.step(task, StepKind.INPUTS_UNREACHABLE);
            ends.fail(task, failure);
            return;
        }
        if (state.tasks.isSpent(input) && worker != holder) {
            goTo(task, holder, losses);
            return;
        }
        steps.step(task, StepKind.INPUT_LOST);
        if (losses > 1) {
            prefer(task, worker.id());
            prefer(input, worker.id());
        }
        loseReplica(input, holder);
    }

    /// The copy of a result that the worker has is lost.
    void damaged(WorkerEntry worker, WorkerMessage.ResultDamaged message) {
        state.outbox.warn("worker " + worker + ": " + message.problem());
        int task = currentResult(message.result());
        if (task != TaskTable.NONE && state.tasks.isHeldBy(task, worker.slot())) {
            loseReplica(task, worker);
        } else if (state.graph(message.result().task().job()) != null) {
            state.outbox.drop(worker.id(), message.result());
        }
    }

    /// An input cannot be made again, so who needs it goes to where it is; after a pause where that may not have
    /// it now, or that did not help.
    private void goTo(int task, WorkerEntry holder, int losses) {
        long pauseNanos =
                holder.isOpen() ? UnreachableValues.pauseNanos(losses) : UnreachableValues.longPauseNanos(losses);
        if (pauseNanos == 0) {
            steps.step(task, StepKind.INPUT_LOST);
        } else {
            state.alarms.setIfAbsent(Alarms.Kind.RETRY, task, state.nowNanos + pauseNanos);
            steps.step(task, StepKind.RETRY_WANTED);
        }
        prefer(task, holder.id());
    }

    private void prefer(int task, WorkerId worker) {
        state.preferences.put(task, worker);
    }

    /// A replica that is listed no more, and its holder is told so.
    void loseReplica(int task, WorkerEntry holder) {
        state.outbox.drop(holder.id(), state.tasks.run(task));
        String what = state.tasks.isActor(task) ? "object" : "value";
        workers.loseReplica(task, holder.slot(), "it does not have the " + what + " any more");
    }

    /// Takes all replicas of a result away: it is `released`.
    void loseReplicas(int task) {
        while (state.tasks.phase(task) == TaskPhase.MEMORY) {
            loseReplica(task, state.roster.at(state.tasks.firstHolder(task)));
        }
    }

    void replicaAdded(WorkerEntry worker, WorkerMessage.ReplicaAdded message) {
        int task = currentResult(message.result());
        if (task == TaskTable.NONE) {
            state.dropped = state.dropped.plusResult();
            if (state.graph(message.result().task().job()) != null) {
                state.outbox.drop(worker.id(), message.result());
            }
        } else if (!state.tasks.isHeldBy(task, worker.slot())) {
            state.tasks.addHolder(task, worker.slot());
            state.tasks.group(task).graph().toldWorkers().set(worker.slot());
            state.copies.touched(task);
            steps.step(task, StepKind.REPLICA_ADDED);
        }
    }

    void askedCommit(WorkerEntry worker, WorkerMessage.AskCommit message) {
        int task = current(worker, message.run());
        if (task == TaskTable.NONE) {
            state.dropped = state.dropped.plusCommit();
            state.outbox.tell(worker.id(), new WorkerInstruction.AnswerCommit(message.run(), false));
            return;
        }
        Integer earlier = state.earlierGrants.remove(task);
        if (earlier != null) {
            state.outbox.warn("run " + message.run() + " may publish; so might run "
                    + new RunId(message.run().task(), earlier)
                    + " before the scheduler was started again, and what that one published stays");
        }
        steps.step(task, StepKind.COMMIT_ASKED);
        if (state.life.hasJournal()) {
            state.record(new CommitGranted(message.run()));
            state.outbox.add(new Instruction.GrantCommit(worker.id(), message.run()));
        } else {
            state.outbox.tell(worker.id(), new WorkerInstruction.AnswerCommit(message.run(), true));
        }
    }

    /// The task of which this is the second copy, else [TaskTable#NONE].
    private int copyOf(WorkerEntry worker, RunId run) {
        int task = state.find(run.task());
        boolean isCopy = task != TaskTable.NONE && state.hedges.isCopy(task, run, worker);
        return isCopy ? task : TaskTable.NONE;
    }

    /// A second copy that ends without a result changes nothing for its task.
    private boolean endsCopy(WorkerEntry worker, RunId run) {
        int hedged = copyOf(worker, run);
        if (hedged != TaskTable.NONE) {
            state.hedges.copyEnded(hedged);
        }
        return hedged != TaskTable.NONE;
    }

    /// The task whose current attempt this is, processing on that worker; else counts and gives [TaskTable#NONE].
    private int current(WorkerEntry worker, RunId run) {
        int task = find(worker, run);
        if (task == TaskTable.NONE) {
            state.dropped = state.dropped.plusRun();
        }
        return task;
    }

    private int find(WorkerEntry worker, RunId run) {
        int task = state.find(run.task());
        boolean isCurrent = task != TaskTable.NONE
                && state.tasks.phase(task) == TaskPhase.PROCESSING
                && state.tasks.attempt(task) == run.attempt()
                && state.tasks.runner(task) == worker.slot();
        return isCurrent ? task : TaskTable.NONE;
    }

    /// The task whose result in memory this is, else [TaskTable#NONE].
    int currentResult(RunId result) {
        int task = state.find(result.task());
        boolean isCurrent = task != TaskTable.NONE
                && state.tasks.phase(task) == TaskPhase.MEMORY
                && state.tasks.attempt(task) == result.attempt();
        return isCurrent ? task : TaskTable.NONE;
    }
}
