package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.TaskCell;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The tasks whose results the client holds: its own by batch, those of others by key.
final class SessionTasks {
    private final long keptBytesMax;
    private final Map<Integer, SubmittedBatch> own = new ConcurrentHashMap<>();
    private final Map<TaskKey, TaskCell> foreign = new ConcurrentHashMap<>();

    /// Batches with content, oldest first.
    @GuardedBy("kept")
    private final LinkedHashSet<SubmittedBatch> kept = new LinkedHashSet<>();

    @GuardedBy("kept")
    private long keptBytes;

    private volatile JobId session;

    SessionTasks(JobId session, long keptBytesMax) {
        this.session = session;
        this.keptBytesMax = keptBytesMax;
    }

    SubmittedBatch begin(int stage) {
        SubmittedBatch batch = new SubmittedBatch(stage);
        own.put(stage, batch);
        return batch;
    }

    void add(SubmittedBatch batch, TaskCell cell) {
        batch.add(cell.task().partition(), cell);
    }

    /// Adds a task of another session, or of an earlier time of this one.
    ///
    /// @return the one that is known already, with one handle more, or the given one
    TaskCell attach(TaskCell cell) {
        TaskCell known = find(cell.task());
        if (known != null && known.addHandle()) {
            return known;
        }
        return foreign.merge(cell.task(), cell, (old, made) -> old.addHandle() ? old : made);
    }

    /// Whether the task is held as one that was attached.
    boolean isAttached(TaskKey task) {
        return !foreign.isEmpty() && foreign.containsKey(task);
    }

    @Nullable
    TaskCell find(TaskKey task) {
        if (task.job().equals(session)) {
            SubmittedBatch batch = own.get(task.stage());
            TaskCell cell = batch == null ? null : batch.cell(task.partition());
            if (cell != null) {
                return cell;
            }
        }
        return foreign.get(task);
    }

    @Nullable
    SubmittedBatch batch(int stage) {
        return own.get(stage);
    }

    /// Functions and arguments of an own batch; null where they are not known any more.
    @Nullable
    TaskBatch content(int stage) {
        SubmittedBatch batch = own.get(stage);
        return batch == null ? null : batch.content();
    }

    void release(TaskCell cell) {
        TaskKey task = cell.task();
        SubmittedBatch batch = task.job().equals(session) ? own.get(task.stage()) : null;
        if (batch != null && batch.release(task.partition())) {
            forget(batch);
        }
        boolean _ = foreign.remove(task, cell);
    }

    /// The scheduler has a batch. The newest are kept, up to the limit, for `replay`; without a held task there
    /// is nothing to replay.
    void accepted(int stage) {
        SubmittedBatch batch = own.get(stage);
        if (batch == null) {
            return;
        }
        if (batch.accepted()) {
            forget(batch);
            return;
        }
        synchronized (kept) {
            TaskBatch content = batch.content();
            if (content != null && own.get(stage) == batch && kept.add(batch)) {
                keptBytes += bytes(content);
            }
            while (keptBytes > keptBytesMax && !kept.isEmpty()) {
                drop(kept.removeFirst());
            }
        }
    }

    private void forget(SubmittedBatch batch) {
        boolean _ = own.remove(batch.stage(), batch);
        synchronized (kept) {
            if (kept.remove(batch)) {
                drop(batch);
            }
        }
    }

    @GuardedBy("kept")
    private void drop(SubmittedBatch batch) {
        TaskBatch content = batch.content();
        if (content != null) {
            keptBytes -= bytes(content);
            batch.dropContent();
        }
    }

    private static long bytes(TaskBatch batch) {
        return 64L * batch.size()
                + batch.columns().arguments().length
                + batch.columns().keys().length;
    }

    /// Everything that is held.
    List<TaskCell> all() {
        List<TaskCell> all = new ArrayList<>();
        own.values().forEach(batch -> all.addAll(batch.cells()));
        all.addAll(foreign.values());
        return all;
    }

    /// Nothing is held any more, and batches are numbered anew in another session.
    void beginAnew(JobId next) {
        session = next;
        own.clear();
        foreign.clear();
        synchronized (kept) {
            kept.clear();
            keptBytes = 0;
        }
    }

    JobId session() {
        return session;
    }
}
