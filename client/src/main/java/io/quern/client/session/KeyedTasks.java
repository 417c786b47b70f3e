package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.TaskCell;
import io.quern.client.code.TaskPrint;
import io.quern.core.error.QuernException;
import io.quern.core.graph.FunctionSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Held tasks whose key the program gave, or which are pure: an equal submission shares the task, a different
/// one under the same key is refused before it is sent.
final class KeyedTasks {
    private record Keyed(TaskCell cell, TaskPrint print) {}

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Keyed> byKey = new HashMap<>();

    /// Submissions under keys happen one at a time, so that two equal ones at once become one task.
    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /// Between [#lock] and [#unlock].
    ///
    /// @return the task of that key with one handle more; null where there is none that may be shared
    /// @throws QuernException USER where the key belongs to a different task
    @Nullable
    TaskCell share(String key, TaskPrint print) {
        Keyed known = known(key);
        if (known == null || !known.cell().isWorthSharing() || known.cell().isReleased()) {
            return null;
        }
        if (!known.print().equals(print)) {
            throw QuernException.user(taken(key, known.cell().function()));
        }
        return known.cell().addHandle() ? known.cell() : null;
    }

    /// Between [#lock] and [#unlock].
    ///
    /// @return the task that had the key and may not be shared, null where there is none
    @Nullable
    TaskCell put(String key, TaskCell cell, TaskPrint print) {
        lock.lock();
        try {
            Keyed old = byKey.put(key, new Keyed(cell, print));
            return old == null ? null : old.cell();
        } finally {
            lock.unlock();
        }
    }

    /// The last handle of a task is gone.
    void forget(TaskCell cell) {
        String key = cell.givenKey();
        if (key == null) {
            return;
        }
        lock.lock();
        try {
            Keyed known = byKey.get(key);
            if (known != null && known.cell() == cell) {
                byKey.remove(key);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The held task of that key; null where there is none.
    @Nullable
    TaskCell find(String key) {
        Keyed known = known(key);
        return known == null ? null : known.cell();
    }

    private @Nullable Keyed known(String key) {
        lock.lock();
        try {
            return byKey.get(key);
        } finally {
            lock.unlock();
        }
    }

    private static String taken(String key, @Nullable FunctionSpec function) {
        String other = function == null
                ? ""
                : " (" + function.name() + (function.definedAt().isEmpty() ? "" : ", built at " + function.definedAt())
                        + ")";
        return "the key " + key + " belongs to another task of this client" + other
                + "; choose another key, or close the futures of that task first";
    }
}
