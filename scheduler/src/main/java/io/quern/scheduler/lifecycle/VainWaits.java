package io.quern.scheduler.lifecycle;

import io.quern.scheduler.graph.TaskPhase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Since when each ready task has waited that no registered worker could ever run; nothing where there is no limit
/// to that ([io.quern.scheduler.settings.FailureSettings#noWorkerMax]).
final class VainWaits {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int SWEPT_FROM = 1_000;

    private final MachineState state;
    private final long longestNanos;
    /// In the order of their beginning. A wait that has ended stays until its turn comes, or there are too many.
    private final ArrayDeque<Wait> waits = new ArrayDeque<>();

    private int sweptFrom = SWEPT_FROM;

    /// One that began.
    private record Wait(int task, long sinceNanos) {}

    VainWaits(MachineState state) {
        this.state = state;
        this.longestNanos = state.settings.failure().noWorkerMax().toNanos();
    }

    /// A task has come to wait for a worker that can run it.
    void begin(int task) {
        if (longestNanos == 0) {
            return;
        }
        state.tasks.setSince(task, state.nowNanos);
        waits.addLast(new Wait(task, state.nowNanos));
        if (waits.size() > sweptFrom) {
            waits.removeIf(this::isOver);
            sweptFrom = Math.max(SWEPT_FROM, 2 * waits.size());
        }
    }

    private boolean isOver(Wait wait) {
        return state.tasks.phase(wait.task()) != TaskPhase.NO_WORKER
                || state.tasks.nanosSince(wait.task(), wait.sinceNanos()) != 0;
    }

    /// When the first has waited for too long, `Long.MAX_VALUE` where none waits.
    long dueNanos() {
        while (!waits.isEmpty() && isOver(waits.getFirst())) {
            waits.removeFirst();
        }
        return waits.isEmpty() ? NEVER : waits.getFirst().sinceNanos() + longestNanos;
    }

    /// Takes those out that have waited for too long, the longest first.
    List<Integer> takeOverdue() {
        List<Integer> overdue = new ArrayList<>();
        while (dueNanos() <= state.nowNanos) {
            overdue.add(waits.removeFirst().task());
        }
        return overdue;
    }

    /// Waits that are noted.
    long size() {
        return waits.size();
    }
}
