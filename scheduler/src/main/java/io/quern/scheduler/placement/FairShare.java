package io.quern.scheduler.placement;

import io.quern.core.key.JobId;
import io.quern.scheduler.graph.TaskTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one client has of the cluster: its ready tasks by lane, and the number of its runs that have or will have a
/// thread. The client with the fewest is served first, so a small job is not stuck behind a large one.
public final class FairShare implements Comparable<FairShare> {
    private final JobId session;
    private final long number;
    private final List<ReadyLane> lanes = new ArrayList<>();
    private int running;

    /// @param number larger than those of the shares before
    FairShare(JobId session, long number) {
        this.session = session;
        this.number = number;
    }

    JobId session() {
        return session;
    }

    public List<ReadyLane> lanes() {
        return lanes;
    }

    public int running() {
        return running;
    }

    public void countRunning(int change) {
        running += change;
    }

    public void openLanes() {
        lanes.forEach(ReadyLane::open);
    }

    /// The lane whose first task comes first among those that are open, null where none has a task.
    public @Nullable ReadyLane next(TaskTable tasks) {
        ReadyLane next = null;
        for (ReadyLane lane : lanes) {
            boolean isCandidate = lane.first() != TaskTable.NONE && !lane.isClosed();
            if (isCandidate && (next == null || tasks.priority(lane.first()) < tasks.priority(next.first()))) {
                next = lane;
            }
        }
        return next;
    }

    /// Fewest runs first, then the older.
    @Override
    public int compareTo(FairShare other) {
        int byRunning = Integer.compare(running, other.running);
        return byRunning != 0 ? byRunning : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
