package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.Planning;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a worker knows of one run, or of the result of one. Owned by its [WorkerState].
final class TaskEntry {
    /// Smaller priorities first; equal ones by identity, so that the order is total.
    static final Comparator<TaskEntry> BY_PRIORITY =
            Comparator.<TaskEntry>comparingLong(entry -> entry.priority).thenComparing(entry -> entry.run);

    final RunId run;
    WorkerTaskPhase phase = WorkerTaskPhase.FORGOTTEN;

    /// Of an assigned run its own; of an input the smallest among the runs that need it. Changed only while the entry
    /// stands in no ordered set.
    long priority;

    /// Set for a run assigned here until it ended.
    @Nullable
    AssignTask assignment;

    /// Set for a planner that is assigned here.
    @Nullable
    Planning planning;

    /// Of the assigned run.
    @Nullable
    KnownFunction function;

    /// Distinct inputs of the assigned run.
    List<RunId> inputs = List.of();

    /// Inputs of the assigned run that are not in memory.
    int missing;

    /// Runs assigned here that have not ended and have this result as an input.
    final TreeSet<RunId> dependents = new TreeSet<>();

    /// Holders still to be tried, best first.
    final ArrayDeque<Holder> candidates = new ArrayDeque<>(1);

    /// Where it is being fetched from.
    @Nullable
    Holder source;

    long sizeBytes;

    /// What it is going to take here if it is fetched, as its holders measured it.
    long expectedBytes;

    /// The scheduler wants the result dropped; runs here still need it.
    boolean isDropWanted;

    /// The scheduler wants the result, which is not here yet, held here whoever needs it.
    boolean isCopyWanted;

    TaskEntry(RunId run) {
        this.run = run;
    }

    /// Whether the result is to be fetched for anyone.
    boolean isFetchNeeded() {
        return isCopyWanted || !dependents.isEmpty();
    }

    @Override
    public String toString() {
        return run + " " + phase.label() + " priority=" + priority + " inputs=" + inputs + " missing=" + missing
                + " dependents=" + dependents + " candidates=" + candidates + " source=" + source + " expectedBytes="
                + expectedBytes + " sizeBytes=" + sizeBytes + (isDropWanted ? " drop-wanted" : "")
                + (isCopyWanted ? " copy-wanted" : "");
    }
}
