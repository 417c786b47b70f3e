package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.worker.execution.story.StoryLine;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.List;
import java.util.function.Predicate;

/// Takes tasks from phase to phase by [WorkerTransitions], and follow-up steps until none is left; then gives free
/// slots and fetches away. Owned by one [WorkerMachine].
final class MachineSteps {
    /// More follow-up steps than this in one event mean a loop.
    private static final int STEPS_MAX = 10_000_000;

    private final WorkerState state;
    private final WorkerTransitions table = new WorkerTransitions();

    MachineSteps(WorkerState state) {
        this.state = state;
    }

    void take(TaskStep step) {
        RunId run = step.run();
        TaskEntry known = state.entries.get(run);
        TaskEntry entry = known == null ? new TaskEntry(run) : known;
        WorkerTaskPhase from = entry.phase;
        WorkerTransition<?> row = table.find(from, step);
        if (row == null) {
            throw new InvalidWorkerTransition("run " + run + " is " + from.label() + " and cannot take the step " + step
                    + "; its story: " + state.story.tell(run));
        }
        WorkerTaskPhase to = row.apply(state, entry, step);
        state.story.add(new StoryLine(state.stimulus, run, from, row.stepName(), to));
        entry.phase = to;
        if (to == WorkerTaskPhase.FORGOTTEN) {
            state.entries.remove(run);
        } else if (known == null) {
            state.entries.put(run, entry);
        }
    }

    /// A message about a run that is gone came too late and is counted.
    void takeIfKnown(TaskStep step) {
        if (state.entries.containsKey(step.run())) {
            take(step);
        } else {
            state.staleEvents++;
        }
    }

    /// Runs first, so that no result goes while a run here still has it as an input.
    void abandon(Predicate<TaskEntry> wanted) {
        List<TaskEntry> entries = state.entries.values().stream().filter(wanted).toList();
        for (TaskEntry entry : entries) {
            if (entry.assignment != null) {
                take(new TaskStep.Abandoned(entry.run));
            }
        }
        settle();
        for (TaskEntry entry : entries) {
            if (state.entries.containsKey(entry.run)) {
                take(new TaskStep.Abandoned(entry.run));
            }
        }
        settle();
    }

    /// Takes follow-up steps until none is left.
    void settle() {
        for (int steps = 0; !state.pending.isEmpty(); steps++) {
            if (steps == STEPS_MAX) {
                throw new InvalidWorkerTransition("more than " + STEPS_MAX + " follow-up steps in one event; next is "
                        + state.pending.peekFirst());
            }
            take(state.pending.removeFirst());
        }
    }

    /// Gives what is free to the runs and inputs that come first.
    void startWork() {
        for (TaskEntry next = state.nextForSlot();
                next != null && state.mayHandOver(next);
                next = state.nextForSlot()) {
            take(new TaskStep.SlotGiven(next.run));
        }
        while (state.mayFetch() && !state.fetches.isEmpty()) {
            take(new TaskStep.FetchBegan(state.fetches.first().run));
        }
    }
}
