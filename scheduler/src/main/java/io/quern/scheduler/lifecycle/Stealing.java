package io.quern.scheduler.lifecycle;

import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.Placement;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Takes runs that have not begun back from crowded workers while others are idle.
///
/// A worker has few runs in advance ([io.quern.scheduler.settings.PlacementSettings]), so this is for workers that join
/// late, and for runs that take much longer than was expected. A run is moved only where another worker would begin it
/// sooner, its inputs fetched; how long it has waited already is what is known best of how long it will. The worker is
/// asked to give the run back, and does so only if it has not begun: no run is ever executed twice for it, and the task
/// is placed anew by the usual rule.
final class Stealing {
    private static final long INTERVAL_NANOS = 50_000_000;

    /// By which another worker must be sooner: more than it takes to ask for the run and to send it.
    private static final long MARGIN_NANOS = 5_000_000;

    /// Runs of one worker that are looked at each time.
    private static final int LOOKED_AT_MAX = 200;

    private final MachineState state;
    private final Placement placement;
    /// Threads by slot that are not spoken for in this look; scratch.
    private int[] freeThreads = {};

    private long notBeforeNanos;
    private long dueNanos = Long.MAX_VALUE;

    Stealing(MachineState state) {
        this.state = state;
        this.placement = new Placement(state.settings.placement(), state.tasks, state.roster);
    }

    /// When to look again, `Long.MAX_VALUE` where nobody is idle or nobody is crowded.
    long dueNanos() {
        return dueNanos;
    }

    /// Looks for runs to take back, if it is time to.
    void balance() {
        if (state.roster.room().idle().isEmpty()
                || state.roster.room().crowded().isEmpty()) {
            dueNanos = Long.MAX_VALUE;
            return;
        }
        if (state.nowNanos >= notBeforeNanos) {
            notBeforeNanos = state.nowNanos + INTERVAL_NANOS;
            recall();
        }
        dueNanos = notBeforeNanos;
    }

    private void recall() {
        freeThreads = new int[state.roster.slots()];
        int free = 0;
        for (int slot : state.roster.room().idle().stream().toArray()) {
            WorkerEntry worker = state.roster.at(slot);
            freeThreads[slot] = worker.threads() - worker.load();
            free += freeThreads[slot];
        }
        List<WorkerEntry> crowded = new ArrayList<>();
        state.roster.room().crowded().stream().forEach(slot -> crowded.add(state.roster.at(slot)));
        crowded.sort(Comparator.comparingLong(WorkerEntry::waitNanos).reversed());
        for (WorkerEntry worker : crowded) {
            free -= recallFrom(worker, free);
        }
    }

    /// @param max runs that idle workers have threads for
    /// @return runs that are on their way back now
    private int recallFrom(WorkerEntry worker, int max) {
        int excess = worker.load() - worker.threads();
        int recalled = 0;
        int lookedAt = 0;
        for (int task = state.runs.first(worker.slot());
                task != TaskTable.NONE && recalled < Math.min(max, excess) && lookedAt < LOOKED_AT_MAX;
                task = state.runs.next(task)) {
            lookedAt++;
            if (state.tasks.isRecalled(task)) {
                recalled++;
            } else if (isMovable(task)) {
                recalled += recall(task, worker) ? 1 : 0;
            }
        }
        return recalled;
    }

    /// A task that is drawn to a worker stays there: so none goes back and forth. A call can run nowhere else.
    private boolean isMovable(int task) {
        return !state.tasks.isStarted(task)
                && !state.tasks.isCall(task)
                && !state.ready.isLoner(task)
                && !state.preferences.containsKey(task);
    }

    private boolean recall(int task, WorkerEntry worker) {
        long wait = Math.max(worker.waitNanos(), state.tasks.nanosSince(task, state.nowNanos));
        Requirement requirement = state.ready.lane(task).requirement();
        Placement.Choice sooner = placement.soonestIdle(task, requirement, slot -> freeThreads[slot] > 0);
        if (sooner == null || sooner.costNanos() + MARGIN_NANOS >= wait) {
            return false;
        }
        if (requirement.isNamed(worker) && !requirement.isNamed(sooner.worker())) {
            return false;
        }
        freeThreads[sooner.worker().slot()]--;
        state.tasks.setRecalled(task, true);
        // What made this worker look bad, such as a run that takes unexpectedly long, placement may not see.
        state.preferences.put(task, sooner.worker().id());
        state.outbox.tell(worker.id(), new WorkerInstruction.RecallRun(state.tasks.run(task)));
        return true;
    }
}
