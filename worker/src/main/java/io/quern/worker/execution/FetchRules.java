package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.WorkerMessage.ReplicaAdded;
import io.quern.worker.execution.story.WorkerTaskPhase;

/// Steps of a result that comes from a peer.
final class FetchRules {
    private FetchRules() {}

    static WorkerTaskPhase begin(WorkerState state, TaskEntry entry, TaskStep.FetchBegan step) {
        Holder holder = entry.candidates.removeFirst();
        state.fetches.remove(entry);
        state.flights++;
        entry.source = holder;
        state.instruct(new ExecutionInstruction.FetchInput(entry.run, holder));
        return WorkerTaskPhase.FLIGHT;
    }

    static WorkerTaskPhase arrive(WorkerState state, TaskEntry entry, TaskStep.Fetched step) {
        land(state, entry);
        if (entry.dependents.isEmpty()) {
            state.instruct(new ExecutionInstruction.DropResult(entry.run));
            return WorkerTaskPhase.FORGOTTEN;
        }
        entry.candidates.clear();
        entry.sizeBytes = step.sizeBytes();
        state.liveBytes += step.sizeBytes();
        if (!entry.isDropWanted) {
            state.tell(new ReplicaAdded(entry.run));
        }
        for (RunId dependent : entry.dependents) {
            state.follow(new TaskStep.InputArrived(dependent, entry.run));
        }
        return WorkerTaskPhase.MEMORY;
    }

    static WorkerTaskPhase fail(WorkerState state, TaskEntry entry, TaskStep.FetchFailed step) {
        land(state, entry);
        if (entry.dependents.isEmpty()) {
            return WorkerTaskPhase.FORGOTTEN;
        }
        if (entry.candidates.isEmpty()) {
            for (RunId dependent : entry.dependents) {
                state.follow(new TaskStep.InputMissing(dependent, entry.run, step.holder()));
            }
            return WorkerTaskPhase.FORGOTTEN;
        }
        state.fetches.add(entry);
        return WorkerTaskPhase.FETCH;
    }

    static WorkerTaskPhase forgetFetch(WorkerState state, TaskEntry entry, TaskStep.Unneeded step) {
        state.fetches.remove(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    /// Nobody needs it now; a run that is assigned before it lands may need it again, and brings holders of its own.
    static WorkerTaskPhase keepFlying(WorkerState state, TaskEntry entry, TaskStep step) {
        entry.candidates.clear();
        return WorkerTaskPhase.FLIGHT;
    }

    private static void land(WorkerState state, TaskEntry entry) {
        state.flights--;
        entry.source = null;
    }
}
