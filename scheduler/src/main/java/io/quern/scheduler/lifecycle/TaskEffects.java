package io.quern.scheduler.lifecycle;

import io.quern.core.graph.StageSpec;
import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.ReadyQueue;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.ArrayList;
import java.util.List;

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
            case WAKE_DEPENDENTS -> wakeDependents(task);
            case STALL_DEPENDENTS -> stallDependents(task);
            case DROP_REPLICAS -> dropReplicas(task);
            case FORGET_REPLICAS -> forgetReplicas(task);
        }
    }

    private void countInputs(int task) {
        tasks.setMissing(task, 0);
        tasks.stage(task).visitInputs(tasks.partition(task), (upstream, from, to) -> {
            if (!upstream.isExpanded()) {
                tasks.addMissing(task, to - from);
                return;
            }
            for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
                if (tasks.phase(input) != TaskPhase.MEMORY) {
                    tasks.addMissing(task, 1);
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
    }

    private void releaseInputs(int task) {
        addToInputs(task, -1);
    }

    private void addToInputs(int task, int change) {
        tasks.stage(task).visitInputs(tasks.partition(task), (upstream, from, to) -> {
            for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
                tasks.addNeeded(input, change);
                steps.unsettle(input);
            }
        });
    }

    private void enqueue(int task) {
        state.queueOf(task).add(task);
    }

    private void dequeue(int task) {
        ReadyQueue queue = state.queueOf(task);
        queue.remove(task);
        if (queue == state.loners) {
            for (WorkerEntry worker : state.roster.all()) {
                if (worker.loneTask() == task) {
                    worker.setLoneTask(TaskTable.NONE);
                }
            }
        }
    }

    /// The worker was chosen before the step: it is the task's runner.
    private void beginRun(int task) {
        Stage stage = tasks.stage(task);
        StageSpec spec = stage.spec();
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        tasks.nextAttempt(task);
        worker.countAssigned(1, spec.isProducer());
        if (tasks.deaths(task) >= state.settings.failure().aloneAfterDeaths()) {
            worker.setLoneTask(task);
        }
        Job job = stage.job();
        if (!stage.definedOn().get(worker.slot())) {
            stage.definedOn().set(worker.slot());
            job.toldWorkers().set(worker.slot());
            state.outbox.tell(
                    worker.id(),
                    new WorkerInstruction.DefineFunction(
                            job.id(), spec.id(), 0, spec.name(), spec.partitions(), spec.function()));
        }
        int partition = tasks.partition(task);
        List<List<ResultLocation>> inputs = new ArrayList<>(spec.inputs().size());
        for (int i = 0; i < spec.inputs().size(); i++) {
            List<ResultLocation> locations = new ArrayList<>();
            stage.visitInput(partition, i, (upstream, from, to) -> {
                for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
                    locations.add(locate(input));
                }
            });
            inputs.add(locations);
        }
        state.outbox.tell(
                worker.id(),
                new WorkerInstruction.AssignTask(
                        tasks.run(task), 0, tasks.priority(task), spec.argument(partition), inputs));
    }

    /// Where a result in memory is.
    ResultLocation locate(int task) {
        List<Holder> holders = new ArrayList<>(1);
        holders.add(state.roster.at(tasks.firstHolder(task)).holder());
        for (int slot : tasks.moreHolders(task)) {
            holders.add(state.roster.at(slot).holder());
        }
        return new ResultLocation(tasks.run(task), tasks.sizeBytes(task), holders);
    }

    private void cancelRun(int task) {
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        state.outbox.tell(worker.id(), new WorkerInstruction.CancelRun(tasks.run(task)));
        noteTask(task, worker, "cancelled");
    }

    private void leaveWorker(int task) {
        Stage stage = tasks.stage(task);
        WorkerEntry worker = state.roster.at(tasks.runner(task));
        worker.countAssigned(-1, stage.spec().isProducer());
        if (worker.loneTask() == task) {
            worker.setLoneTask(TaskTable.NONE);
        }
        if (tasks.isStarted(task)) {
            tasks.setStarted(task, false);
            stage.countStarted(-1);
        }
        state.grants.revoke(task);
        tasks.setRunner(task, TaskTable.NONE);
        state.progressJobs.add(stage.job());
    }

    private void markStarted(int task) {
        if (!tasks.isStarted(task)) {
            tasks.setStarted(task, true);
            tasks.stage(task).countStarted(1);
            state.progressJobs.add(tasks.stage(task).job());
            noteTask(task, state.roster.at(tasks.runner(task)), "started");
        }
    }

    private void grantCommit(int task) {
        state.grants.grant(task, tasks.attempt(task));
    }

    private void holdResult(int task) {
        tasks.addHolder(task, tasks.runner(task));
        noteTask(task, state.roster.at(tasks.runner(task)), "finished");
    }

    private void reachGoal(int task) {
        Stage stage = tasks.stage(task);
        if (!stage.isGoal(tasks.partition(task))) {
            return;
        }
        stage.job().countGoalsMissing(-1);
        state.touchedJobs.add(stage.job());
        if (!stage.isWanted()) {
            tasks.addNeeded(task, -1);
            steps.unsettle(task);
        }
    }

    private void missGoal(int task) {
        Stage stage = tasks.stage(task);
        if (stage.isGoal(tasks.partition(task))) {
            stage.job().countGoalsMissing(1);
            state.touchedJobs.add(stage.job());
        }
        steps.unsettle(task);
    }

    /// First the stages that have tasks, then those that get them now and count their inputs themselves.
    private void wakeDependents(int task) {
        Stage stage = tasks.stage(task);
        int partition = tasks.partition(task);
        stage.visitDependents(partition, (dependents, from, to) -> {
            if (!dependents.isExpanded()) {
                return;
            }
            for (int dependent = dependents.firstTask() + from; dependent < dependents.firstTask() + to; dependent++) {
                if (tasks.phase(dependent) == TaskPhase.WAITING && tasks.addMissing(dependent, -1) == 0) {
                    steps.unsettle(dependent);
                }
            }
        });
        stage.visitDependents(partition, (dependents, _, _) -> {
            if (!dependents.isExpanded()) {
                steps.expand(dependents);
            }
        });
    }

    /// First those that wait, then those that come to wait now and count their inputs themselves.
    private void stallDependents(int task) {
        Stage stage = tasks.stage(task);
        int partition = tasks.partition(task);
        stage.visitDependents(partition, (dependents, from, to) -> stall(dependents, from, to, true));
        stage.visitDependents(partition, (dependents, from, to) -> stall(dependents, from, to, false));
    }

    private void stall(Stage dependents, int from, int to, boolean isWaiting) {
        if (!dependents.isExpanded()) {
            return;
        }
        for (int dependent = dependents.firstTask() + from; dependent < dependents.firstTask() + to; dependent++) {
            TaskPhase phase = tasks.phase(dependent);
            if (isWaiting ? phase == TaskPhase.WAITING : phase == TaskPhase.QUEUED) {
                steps.step(dependent, StepKind.INPUT_GONE);
            }
        }
    }

    private void dropReplicas(int task) {
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
                    tasks.run(task), tasks.stage(task).spec().name(), worker.name(), what));
        }
    }
}
