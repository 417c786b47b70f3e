package io.quern.scheduler.lifecycle;

import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.IntQueue;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes tasks from phase to phase by [TransitionTable], and lets follow-up steps happen until none is due.
///
/// Follow-ups are judged by what is, not by what happened: a task that may have one is marked unsettled, and when its
/// turn comes [#due] looks at its phase and counts. So no order of effects can lose a wake-up.
final class TaskSteps {
    /// Steps of one event that are plausible for each known task; more is a livelock.
    private static final long STEPS_PER_TASK = 20;

    private static final long STEPS_BASE = 10_000;

    private final MachineState state;
    private final TaskTable tasks;
    private final TaskEffects effects;
    private final IntQueue unsettled = new IntQueue();
    /// Times that each pair of phase and step occurred, by [TransitionTable#key].
    private final long[] taken = new long[TransitionTable.keys()];

    private long stepsOfEvent;
    /// An event may forget most of the tasks that take steps in it, or make them.
    private int liveAtBegin;

    TaskSteps(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
        this.effects = new TaskEffects(state, this);
    }

    void beginEvent() {
        stepsOfEvent = 0;
        liveAtBegin = tasks.liveCount();
    }

    /// Takes one declared step.
    ///
    /// @throws InvalidTransition if the table has no row for it
    void step(int task, StepKind kind) {
        TaskPhase from = tasks.phase(task);
        Transition row = TransitionTable.find(from, kind);
        if (row == null) {
            throw new InvalidTransition(
                    tasks.key(task), from, kind, Objects.requireNonNull(state.event), state.story(task));
        }
        if (++stepsOfEvent > STEPS_BASE + STEPS_PER_TASK * Math.max(liveAtBegin, tasks.liveCount())) {
            throw new IllegalStateException("event " + state.event + " did not come to rest after " + stepsOfEvent
                    + " steps; the last task's story: " + state.story(task));
        }
        taken[TransitionTable.key(from, kind)]++;
        tasks.setPhase(task, row.to());
        tasks.story().add(task, state.eventNumber, kind.code(), from, row.to(), tasks.runner(task));
        for (Effect effect : row.effects()) {
            effects.apply(effect, task);
        }
    }

    /// Notes that a follow-up step may be due.
    void unsettle(int task) {
        if (!tasks.isUnsettled(task)) {
            tasks.setUnsettled(task, true);
            unsettled.add(task);
        }
    }

    /// Takes follow-up steps until none is due.
    void settle() {
        for (int task = unsettled.poll(); task != TaskTable.NONE; task = unsettled.poll()) {
            tasks.setUnsettled(task, false);
            if (tasks.phase(task) == TaskPhase.FORGOTTEN || isOver(task)) {
                continue;
            }
            for (StepKind kind = due(task); kind != null; kind = due(task)) {
                step(task, kind);
            }
        }
    }

    /// Nothing of a failed job goes on.
    private boolean isOver(int task) {
        return tasks.group(task).graph() instanceof Job job && job.phase() == Job.Phase.FAILED;
    }

    /// The follow-up step that a task's phase and counts ask for, null where it is at rest.
    @Nullable
    StepKind due(int task) {
        boolean isNeeded = tasks.needed(task) > 0;
        return switch (tasks.phase(task)) {
            case RELEASED -> isNeeded ? whenDemanded(task) : whenForgettable(task);
            case WAITING -> isNeeded ? whenWaiting(task) : StepKind.UNNEEDED;
            case QUEUED -> isNeeded ? (isPlaceable(task) ? null : StepKind.WORKERS_ABSENT) : StepKind.UNNEEDED;
            case NO_WORKER -> isNeeded ? (isPlaceable(task) ? StepKind.WORKERS_PRESENT : null) : StepKind.UNNEEDED;
            case PROCESSING, MEMORY -> isNeeded ? null : StepKind.UNNEEDED;
            case ERRED -> isNeeded ? null : whenForgettable(task);
            case FORGOTTEN -> null;
        };
    }

    /// A worker may still have what came of it before the scheduler was started again.
    private StepKind whenDemanded(int task) {
        return tasks.isSpent(task) && state.life.isWorking() ? StepKind.SPENT : StepKind.DEMANDED;
    }

    /// A call goes where its actor is.
    private boolean isPlaceable(int task) {
        return tasks.isCall(task) || state.ready.lane(task).admittingWorkers() > 0;
    }

    private @Nullable StepKind whenWaiting(int task) {
        if (tasks.isSpent(task) && (tasks.isActor(task) || tasks.isScattered(task))) {
            // The worker of an actor, or of a scattered value, has more time than others, whatever becomes of what
            // an actor was made of: nothing can take their place.
            return null;
        }
        if (tasks.isInputErred(task) && state.life.isWorking()) {
            return StepKind.UPSTREAM_FAILED;
        }
        if (tasks.isSpent(task)) {
            return state.life.isWorking() ? StepKind.SPENT : null;
        }
        return tasks.missing(task) == 0 ? StepKind.INPUTS_READY : null;
    }

    /// A task of a batch is forgotten once nobody may ask for its result, or for it to be made again. Tasks of a job
    /// are forgotten with it.
    private @Nullable StepKind whenForgettable(int task) {
        boolean isForgettable = tasks.group(task) instanceof BatchGroup && !state.edges.hasDependents(task);
        return isForgettable ? StepKind.DISCARDED : null;
    }

    /// Takes the batches away of which no task is known any more.
    void collapseEmpty() {
        for (BatchGroup batch : state.emptyBatches) {
            for (int function = 0; function < batch.functions(); function++) {
                batch.definedOn(function).stream()
                        .forEach(slot -> state.outbox.dropStage(
                                state.roster.at(slot).id(), batch.graph().id(), batch.number()));
            }
            state.collapse(batch);
            if (batch.hasCode()) {
                state.outbox.releaseCode(batch.codeSet());
            }
            batch.graph().remove(batch);
            if (batch.graph().isEnded()) {
                state.forgetIfEmpty(batch.graph());
            }
        }
        state.emptyBatches.clear();
    }

    /// Makes the tasks of a stage: all wait for their inputs.
    void expand(Stage stage) {
        state.expand(stage);
        int end = stage.firstTask() + stage.size();
        for (int task = stage.firstTask(); task < end; task++) {
            int partition = tasks.partition(task);
            int expanded = task;
            stage.visitDependents(partition, (_, from, to) -> tasks.addNeeded(expanded, to - from));
            if (stage.isGoal(partition)) {
                tasks.addNeeded(task, 1);
            }
            step(task, StepKind.EXPANDED);
        }
    }

    /// Makes the tasks of a job's stages up to one, where they are not there yet.
    void expandThrough(Job job, int last) {
        for (Stage stage : job.stages().subList(0, last + 1)) {
            if (!stage.isExpanded()) {
                expand(stage);
            }
        }
    }

    /// Times that each pair of phase and step occurred, by [TransitionTable#key]; a copy.
    long[] taken() {
        return taken.clone();
    }
}
