package io.quern.scheduler.lifecycle;

import io.quern.core.key.RunId;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.ReadyLane;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import java.time.Duration;

/// The effects of steps, one method each. The phase of the task is the new one already.
///
/// Dependencies are counted by edge: a stage that reads another by two patterns counts twice, everywhere.
final class TaskEffects {
    private final MachineState state;
    private final TaskTable tasks;
    private final TaskSteps steps;

    TaskEffects(MachineState state, TaskSteps steps) {
        this.state = state;
        this.tasks = state.tasks;
        this.steps = steps;
    }

    void apply(Effect effect, int task) {
        switch (effect) {
            case COUNT_INPUTS -> countInputs(task);
            case MISS_ONE_MORE -> missOneMore(task);
            case NEED_INPUTS -> needInputs(task);
            case RELEASE_INPUTS -> releaseInputs(task);
            case ENQUEUE -> enqueue(task);
            case DEQUEUE -> dequeue(task);
            case BEGIN_RUN -> beginRun(task);
            case CANCEL_RUN -> cancelRun(task);
            case LEAVE_WORKER -> leaveWorker(task);
            case MARK_STARTED -> markStarted(task);
            case GRANT_COMMIT -> grantCommit(task);
            case HOLD_RESULT -> holdResult(task);
            case REACH_GOAL -> reachGoal(task);
            case MISS_GOAL -> missGoal(task);
            case TELL_HOLDERS -> tellHolders(task);
            case AWAIT_RETRY -> awaitRetry(task);
            case END_PAUSE -> endPause(task);
            case INHERIT_FAILURE -> inheritFailure(task);
            case REFUSE_AGAIN -> state.actorLosses.refuseAgain(task);
            case FAIL_DEPENDENTS -> failDependents(task);
            case FORGET_FAILURE -> forgetFailure(task);
            case BLOCK -> setBlocked(task, true);
            case UNBLOCK -> setBlocked(task, false);
            case AWAIT_WORKER -> state.vainWaits.begin(task);
            case FORGET_TASK -> forgetTask(task);
            case WAKE_DEPENDENTS -> wakeDependents(task);
            case STALL_DEPENDENTS -> stallDependents(task);
            case DROP_REPLICAS -> dropReplicas(task);
            case FORGET_REPLICAS -> forgetReplicas(task);
        }
    }

    /// A pause before a retry counts as an input that is missing, as does the first copy of a scattered value.
    private void countInputs(int task) {
        tasks.setMissing(task, tasks.isRetryPending(task) || tasks.isScattered(task) ? 1 : 0);
        if (tasks.isScattered(task)) {
            state.scatters.begin(task);
        }
        tasks.setInputErred(task, false);
        tasks.group(task).visitInputs(tasks.partition(task), (upstream, from, to) -> {
            if (!upstream.isExpanded()) {
                tasks.addMissing(task, to - from);
                return;
            }
            for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
                TaskPhase phase = tasks.phase(input);
                if (phase != TaskPhase.MEMORY) {
                    tasks.addMissing(task, 1);
                }
                if (phase == TaskPhase.ERRED) {
                    tasks.setInputErred(task, true);
                }
            }
        });
        steps.unsettle(task);
    }

    private void missOneMore(int task) {
        tasks.addMissing(task, 1);
    }

    private void needInputs(int task) {
        addToInputs(task, 1);
        if (tasks.isCall(task)) {
            state.actors.enter(task);
        }
    }

    private void releaseInputs(int task) {
        addToInputs(task, -1);
        if (tasks.isCall(task)) {
            state.actors.leave(task);
        }
    }

    private void addToInputs(int task, int change) {
        tasks.group(task).visitInputs(tasks.partition(task), (upstream, from, to) -> {
            for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
                tasks.addNeeded(input, change);
                steps.unsettle(input);
            }
        });
    }

    private void enqueue(int task) {
        state.ready.add(task);
        if (tasks.isCall(task)) {
            state.actors.ready(task);
        }
    }

    private void dequeue(int task) {
        state.ready.remove(task);
        if (state.ready.isLoner(task)) {
            for (WorkerEntry worker : state.roster.all()) {
                if (worker.loneTask() == task) {
                    worker.setLoneTask(TaskTable.NONE);
                }
            }
        }
    }

    /// The worker was chosen before the step: it is the task's runner.
    private void beginRun(int task) {
        TaskGroup group = tasks.group(task);
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        tasks.setAttempt(task, state.hedges.nextAttempt(task));
        tasks.setExpectedNanos(task, group.expectedRunNanos());
        ReadyLane lane = state.ready.lane(task);
        worker.take(lane.requirement(), tasks.expectedNanos(task));
        lane.share().countRunning(1);
        state.runs.add(worker.slot(), task);
        tasks.setSince(task, state.nowNanos);
        if (state.ready.isLoner(task)) {
            worker.beginLoneTask(task);
        }
        if (tasks.isCall(task)) {
            state.actors.runBegins(task);
        }
        state.assignments.assign(task, tasks.run(task), worker);
    }

    private void cancelRun(int task) {
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        state.outbox.tell(worker.id(), new WorkerInstruction.CancelRun(tasks.run(task)));
        noteTask(task, worker, "cancelled");
    }

    private void leaveWorker(int task) {
        TaskGroup group = tasks.group(task);
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        state.hedges.runEnds(task);
        setBlocked(task, false);
        ReadyLane lane = state.ready.lane(task);
        worker.giveBack(lane.requirement(), tasks.expectedNanos(task));
        lane.share().countRunning(-1);
        state.runs.remove(worker.slot(), task);
        tasks.setRecalled(task, false);
        if (worker.loneTask() == task) {
            worker.setLoneTask(TaskTable.NONE);
        }
        if (tasks.isStarted(task)) {
            tasks.setStarted(task, false);
            group.countStarted(-1);
        }
        state.grants.revoke(task);
        if (tasks.isCall(task)) {
            state.actors.runEnds(task);
        }
        tasks.setRunner(task, TaskTable.NONE);
        noteProgress(group);
    }

    private void setBlocked(int task, boolean isBlocked) {
        if (tasks.isBlocked(task) == isBlocked) {
            return;
        }
        tasks.setBlocked(task, isBlocked);
        tasks.stopOrResumeClock(task, state.nowNanos);
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        Requirement requirement = state.ready.lane(task).requirement();
        if (isBlocked) {
            worker.block(requirement, tasks.expectedNanos(task));
            if (worker.loneTask() == task) {
                // What it waits for may have to run here.
                worker.setLoneTask(TaskTable.NONE);
            }
        } else {
            worker.unblock(requirement, tasks.expectedNanos(task));
        }
        state.ready.lane(task).share().countRunning(isBlocked ? -1 : 1);
    }

    private void markStarted(int task) {
        if (tasks.isStarted(task)) {
            return;
        }
        TaskGroup group = tasks.group(task);
        tasks.setStarted(task, true);
        if (tasks.isCall(task)) {
            tasks.setSpent(task, true);
        }
        if (tasks.isRecalled(task)) {
            tasks.setRecalled(task, false);
            state.preferences.remove(task);
        }
        tasks.setSince(task, state.nowNanos);
        group.countStarted(1);
        state.hedges.runBegan(task);
        noteProgress(group);
        noteTask(task, state.roster.at(tasks.runner(task)), "started");
        Duration deadline = group.options(tasks.partition(task)).deadline();
        if (!deadline.isZero()) {
            state.alarms.setIfAbsent(Alarms.Kind.DEADLINE, task, state.nowNanos + deadline.toNanos());
        }
    }

    private void noteProgress(TaskGroup group) {
        if (group.graph() instanceof Job job) {
            state.progressJobs.add(job);
        }
    }

    private void grantCommit(int task) {
        state.grants.grant(task, tasks.attempt(task));
        state.hedges.runEnds(task);
    }

    private void holdResult(int task) {
        tasks.addHolder(task, tasks.runner(task));
        if (tasks.isActor(task) || tasks.isCall(task)) {
            tasks.setSpent(task, true);
        }
        noteTask(task, state.roster.at(tasks.runner(task)), "finished");
    }

    private void reachGoal(int task) {
        if (!(tasks.group(task) instanceof Stage stage) || !stage.isGoal(tasks.partition(task))) {
            return;
        }
        stage.graph().countGoalsMissing(-1);
        state.touchedJobs.add(stage.graph());
        if (!stage.isWanted()) {
            tasks.addNeeded(task, -1);
            steps.unsettle(task);
        }
    }

    private void missGoal(int task) {
        if (tasks.group(task) instanceof Stage stage && stage.isGoal(tasks.partition(task))) {
            stage.graph().countGoalsMissing(1);
            state.touchedJobs.add(stage.graph());
        }
        steps.unsettle(task);
    }

    /// They are told at the end of the turn, in one message each.
    private void tellHolders(int task) {
        if (tasks.group(task) instanceof Stage) {
            return;
        }
        if (tasks.isScattered(task) && tasks.phase(task) == TaskPhase.MEMORY) {
            state.scatters.held(task);
        }
        state.copies.touched(task);
        state.alarms.cancel(Alarms.Kind.DEADLINE, task);
        state.endedTasks.add(task);
        if (tasks.isDetached(task)) {
            tasks.setDetached(task, false);
            tasks.addNeeded(task, -1);
            if (state.life.isRecording()) {
                state.endedDetached.add(tasks.key(task));
            }
        }
        steps.unsettle(task);
    }

    /// A call is tried again where that was asked for.
    private void awaitRetry(int task) {
        tasks.setRetryPending(task, true);
        tasks.setSpent(task, false);
    }

    private void endPause(int task) {
        if (tasks.isScattered(task)) {
            state.scatters.end(task);
        }
        if (tasks.isRetryPending(task)) {
            tasks.setRetryPending(task, false);
            state.alarms.cancel(Alarms.Kind.RETRY, task);
        }
    }

    /// Of the first input that has failed.
    private void inheritFailure(int task) {
        tasks.group(task).visitInputs(tasks.partition(task), (upstream, from, _) -> {
            TaskOutcome failure = state.failures.get(upstream.firstTask() + from);
            if (failure != null) {
                state.failures.putIfAbsent(task, failure);
            }
        });
    }

    private void failDependents(int task) {
        TaskGroup group = tasks.group(task);
        if (group instanceof Stage) {
            return;
        }
        group.visitDependents(tasks.partition(task), (dependents, from, _) -> {
            int dependent = dependents.firstTask() + from;
            if (tasks.phase(dependent) == TaskPhase.WAITING) {
                tasks.setInputErred(dependent, true);
                steps.unsettle(dependent);
            }
        });
    }

    private void forgetFailure(int task) {
        state.failures.remove(task);
        state.deaths.remove(task);
        state.losses.remove(task);
        state.faulty.forget(task);
        state.preferences.remove(task);
        tasks.clearDeaths(task);
        tasks.setRetries(task, 0);
        // In a replay it may have run in between.
        tasks.setSpent(task, tasks.isSpent(task) && state.life.isReplaying());
        steps.unsettle(task);
    }

    private void forgetTask(int task) {
        if (!(tasks.group(task) instanceof BatchGroup batch)) {
            return;
        }
        int partition = tasks.partition(task);
        String key = batch.spec().givenKey(partition);
        if (key != null) {
            batch.graph().keys().remove(key, batch, partition);
        }
        state.alarms.cancel(Alarms.Kind.DEADLINE, task);
        state.hedges.forgetTask(task);
        if (tasks.isActor(task)) {
            state.actors.forget(task);
        }
        state.scatters.forget(task);
        state.copies.forget(task);
        batch.disconnect(partition);
        batch.visitInputs(partition, (upstream, from, _) -> steps.unsettle(upstream.firstTask() + from));
        state.deaths.remove(task);
        state.losses.remove(task);
        state.faulty.forget(task);
        state.preferences.remove(task);
        state.earlierGrants.remove(task);
        if (batch.phaseCounts()[TaskPhase.FORGOTTEN.code()] == batch.size()) {
            state.emptyBatches.add(batch);
        }
    }

    /// First the stages that have tasks, then those that get them now and count their inputs themselves.
    private void wakeDependents(int task) {
        TaskGroup group = tasks.group(task);
        int partition = tasks.partition(task);
        group.visitDependents(partition, (dependents, from, to) -> {
            if (!dependents.isExpanded()) {
                return;
            }
            for (int dependent = dependents.firstTask() + from; dependent < dependents.firstTask() + to; dependent++) {
                if (tasks.phase(dependent) == TaskPhase.WAITING && tasks.addMissing(dependent, -1) == 0) {
                    steps.unsettle(dependent);
                }
            }
        });
        group.visitDependents(partition, (dependents, _, _) -> {
            if (dependents instanceof Stage stage && !stage.isExpanded()) {
                steps.expand(stage);
            }
        });
    }

    /// First those that wait, then those that come to wait now and count their inputs themselves.
    private void stallDependents(int task) {
        TaskGroup group = tasks.group(task);
        int partition = tasks.partition(task);
        group.visitDependents(partition, (dependents, from, to) -> stall(dependents, from, to, true));
        group.visitDependents(partition, (dependents, from, to) -> stall(dependents, from, to, false));
    }

    private void stall(TaskGroup dependents, int from, int to, boolean isWaiting) {
        if (!dependents.isExpanded()) {
            return;
        }
        for (int dependent = dependents.firstTask() + from; dependent < dependents.firstTask() + to; dependent++) {
            TaskPhase phase = tasks.phase(dependent);
            if (isWaiting ? phase == TaskPhase.WAITING : phase.isReady()) {
                steps.step(dependent, StepKind.INPUT_GONE);
            }
        }
    }

    private void dropReplicas(int task) {
        state.copies.left(task);
        RunId result = tasks.run(task);
        state.outbox.drop(state.roster.at(tasks.firstHolder(task)).id(), result);
        for (int slot : tasks.moreHolders(task)) {
            state.outbox.drop(state.roster.at(slot).id(), result);
        }
        tasks.clearHolders(task);
    }

    private void forgetReplicas(int task) {
        tasks.clearHolders(task);
    }

    private void noteTask(int task, WorkerEntry worker, String what) {
        if (state.settings.isTaskLogged()) {
            state.outbox.add(new Instruction.NoteTask(
                    tasks.run(task), tasks.group(task).name(tasks.partition(task)), worker.name(), what));
        }
    }
}
