package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.TaskCell;
import io.quern.client.cell.Waits;
import io.quern.client.error.FailedTask;
import io.quern.client.error.FailureGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The results of several tasks at once, fetched as they come. Used once.
final class Gathering {
    private final List<TaskCell> cells;
    private final Waits waits;
    private final Readings readings;
    private final ClassLoader loader;

    @GuardedBy("this")
    private int missing;

    @GuardedBy("this")
    private boolean hasFailure;

    Gathering(List<TaskCell> cells, Waits waits, Readings readings, ClassLoader loader) {
        this.cells = cells;
        this.waits = waits;
        this.readings = readings;
        this.loader = loader;
        this.missing = cells.size();
    }

    /// Waits for all results, in the order of the tasks; the first failure ends the wait.
    ///
    /// @throws RuntimeException what failed, with others that failed by then
    List<@Nullable Object> all() {
        return gather(true);
    }

    /// Waits for all tasks to end; those that gave no result are left out.
    List<@Nullable Object> successful() {
        return gather(false);
    }

    private List<@Nullable Object> gather(boolean isStrict) {
        cells.forEach(TaskCell::beginRead);
        try {
            for (TaskCell cell : cells) {
                cell.onReadable(() -> arrived(cell));
            }
            boolean _ = waits.blocked(() -> awaitAll(isStrict));
            return isStrict ? strictly() : leniently();
        } catch (InterruptedException interrupted) {
            throw Waits.interrupted(cells.size() + " tasks", interrupted);
        } finally {
            cells.forEach(TaskCell::endRead);
        }
    }

    private void arrived(TaskCell cell) {
        boolean isFailure = cell.result() == null;
        synchronized (this) {
            missing--;
            hasFailure |= isFailure;
            if (missing == 0 || hasFailure) {
                notifyAll();
            }
        }
    }

    private synchronized boolean awaitAll(boolean isStrict) throws InterruptedException {
        while (missing > 0 && !(isStrict && hasFailure)) {
            wait();
        }
        return true;
    }

    private List<@Nullable Object> strictly() {
        List<FailedTask> failed = cells.stream()
                .map(readings::failedTask)
                .filter(Objects::nonNull)
                .toList();
        if (!failed.isEmpty()) {
            throw FailureGroups.of(failed, loader);
        }
        List<@Nullable Object> values = new ArrayList<>(cells.size());
        for (TaskCell cell : cells) {
            if (cell.isReadable()) {
                values.add(readings.read(cell));
            }
        }
        return values;
    }

    private List<@Nullable Object> leniently() {
        List<@Nullable Object> values = new ArrayList<>(cells.size());
        for (TaskCell cell : cells) {
            if (cell.result() != null) {
                values.add(readings.read(cell));
            }
        }
        return values;
    }
}
