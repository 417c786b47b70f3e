package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.WorkerMessage.CopyFailed;
import io.quern.core.message.WorkerMessage.ReplicaAdded;
import io.quern.worker.execution.story.WorkerTaskPhase;

/// Steps of a result that comes from a peer.
final class FetchRules {
    /// Copies come after the inputs of runs.
    private static final long COPY_PRIORITY = Long.MAX_VALUE;

    private FetchRules() {}

    static WorkerTaskPhase begin(WorkerState state, TaskEntry entry, TaskStep.FetchBegan step) {
        Holder holder = entry.candidates.removeFirst();
        state.fetches.remove(entry);
        state.flights++;
        entry.source = holder;
        state.instruct(new ExecutionInstruction.FetchInput(entry.run, holder, entry.expectedBytes));
        return WorkerTaskPhase.FLIGHT;
    }

    static WorkerTaskPhase arrive(WorkerState state, TaskEntry entry, TaskStep.Fetched step) {
        land(state, entry);
        if (!entry.isFetchNeeded()) {
            state.instruct(new ExecutionInstruction.DropResult(entry.run));
            return WorkerTaskPhase.FORGOTTEN;
        }
        entry.candidates.clear();
        entry.isCopyWanted = false;
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
        if (entry.isFetchNeeded() && !entry.candidates.isEmpty()) {
            state.fetches.add(entry);
            return WorkerTaskPhase.FETCH;
        }
        for (RunId dependent : entry.dependents) {
            state.follow(new TaskStep.InputMissing(dependent, entry.run, step.holder()));
        }
        if (entry.isCopyWanted) {
            state.tell(new CopyFailed(entry.run, step.holder().worker()));
        }
        return WorkerTaskPhase.FORGOTTEN;
    }

    static WorkerTaskPhase copy(WorkerState state, TaskEntry entry, TaskStep.CopyWanted step) {
        AssignmentRules.addCandidates(state, entry, step.location());
        if (entry.candidates.isEmpty()) {
            Holder named = step.location().holders().getFirst();
            state.tell(new CopyFailed(entry.run, named.worker()));
            return WorkerTaskPhase.FORGOTTEN;
        }
        entry.isCopyWanted = true;
        entry.priority = COPY_PRIORITY;
        state.fetches.add(entry);
        return WorkerTaskPhase.FETCH;
    }

    static WorkerTaskPhase copyToo(WorkerState state, TaskEntry entry, TaskStep.CopyWanted step) {
        AssignmentRules.addCandidates(state, entry, step.location());
        entry.isCopyWanted = true;
        entry.isDropWanted = false;
        return entry.phase;
    }

    static WorkerTaskPhase tellHeld(WorkerState state, TaskEntry entry, TaskStep.CopyWanted step) {
        entry.isDropWanted = false;
        state.tell(new ReplicaAdded(entry.run));
        return WorkerTaskPhase.MEMORY;
    }

    /// No run needs it any more.
    static WorkerTaskPhase forgetUnlessCopied(WorkerState state, TaskEntry entry, TaskStep.Unneeded step) {
        return entry.isCopyWanted ? WorkerTaskPhase.FETCH : forgetFetch(state, entry, step);
    }

    /// The scheduler wants neither a copy nor, later, what is fetched for runs here.
    static WorkerTaskPhase dropFetched(WorkerState state, TaskEntry entry, TaskStep.Dropped step) {
        if (entry.isCopyWanted) {
            entry.isCopyWanted = false;
            Holder asked = entry.source == null ? entry.candidates.getFirst() : entry.source;
            state.tell(new CopyFailed(entry.run, asked.worker()));
        }
        if (entry.dependents.isEmpty() && entry.phase == WorkerTaskPhase.FETCH) {
            return forgetFetch(state, entry, step);
        }
        entry.isDropWanted = true;
        return entry.phase;
    }

    static WorkerTaskPhase forgetFetch(WorkerState state, TaskEntry entry, TaskStep step) {
        state.fetches.remove(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    /// No run needs it now; one that is assigned before it lands may need it again, and brings holders of its own.
    static WorkerTaskPhase keepFlying(WorkerState state, TaskEntry entry, TaskStep.Unneeded step) {
        if (!entry.isCopyWanted) {
            entry.candidates.clear();
        }
        return WorkerTaskPhase.FLIGHT;
    }

    /// A fetch cannot be stopped: what lands is dropped.
    static WorkerTaskPhase abandonFlight(WorkerState state, TaskEntry entry, TaskStep.Abandoned step) {
        entry.isCopyWanted = false;
        entry.candidates.clear();
        return WorkerTaskPhase.FLIGHT;
    }

    private static void land(WorkerState state, TaskEntry entry) {
        state.flights--;
        entry.source = null;
    }
}
