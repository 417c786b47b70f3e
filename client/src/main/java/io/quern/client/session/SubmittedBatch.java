package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.TaskCell;
import io.quern.core.graph.TaskBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The tasks of one batch that the client holds, by partition. Forgotten with the last of them.
final class SubmittedBatch {
    private final int stage;

    @GuardedBy("this")
    private final List<@Nullable TaskCell> cells = new ArrayList<>();

    @GuardedBy("this")
    private int held;

    /// Functions and arguments, for `replay`; null before the batch is closed, and where they are not kept any
    /// more.
    @GuardedBy("this")
    private @Nullable TaskBatch content;

    @GuardedBy("this")
    private boolean isAccepted;

    SubmittedBatch(int stage) {
        this.stage = stage;
    }

    int stage() {
        return stage;
    }

    synchronized void add(int partition, TaskCell cell) {
        while (cells.size() <= partition) {
            cells.add(null);
        }
        cells.set(partition, cell);
        held++;
    }

    synchronized @Nullable TaskCell cell(int partition) {
        return partition < cells.size() ? cells.get(partition) : null;
    }

    synchronized List<TaskCell> cells() {
        return cells.stream().filter(Objects::nonNull).toList();
    }

    /// @return whether that was the last one of a batch that the scheduler has: nothing asks for it any more
    synchronized boolean release(int partition) {
        if (partition < cells.size() && cells.get(partition) != null) {
            cells.set(partition, null);
            held--;
        }
        return held == 0 && isAccepted;
    }

    synchronized void close(TaskBatch batch) {
        content = batch;
    }

    synchronized void dropContent() {
        content = null;
    }

    synchronized @Nullable TaskBatch content() {
        return content;
    }

    /// @return whether nothing of it is held any more
    synchronized boolean accepted() {
        isAccepted = true;
        return held == 0;
    }

    synchronized boolean isAccepted() {
        return isAccepted;
    }
}
