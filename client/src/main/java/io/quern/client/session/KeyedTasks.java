package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.CellOwner;
import io.quern.client.cell.TaskCell;
import io.quern.client.code.TaskPrint;
import io.quern.core.error.QuernException;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Held tasks whose key the program gave, or which are pure: an equal submission shares the task, a different
/// one under the same key is refused before it is sent.
///
/// Submissions under keys happen one at a time, so that two equal ones at once become one task.
final class KeyedTasks {
    private record Keyed(TaskCell cell, TaskPrint print) {}

    private final Outgoing outgoing;
    private final CellOwner owner;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Keyed> byKey = new HashMap<>();

    /// @param owner of the cells that are made
    KeyedTasks(Outgoing outgoing, CellOwner owner) {
        this.outgoing = outgoing;
        this.owner = owner;
    }

    /// Adds a task under its key, or under one that says what it does; an equal one that is held is shared.
    ///
    /// @param moreFollows whether the task need not be sent before the next ones
    /// @throws QuernException USER where the key belongs to a different task
    TaskCell add(TaskDraft draft, boolean moreFollows) {
        TaskPrint print = print(draft);
        String key = draft.key() == null ? print.key(draft.function()) : draft.key();
        lock.lock();
        try {
            TaskCell shared = share(key, print);
            if (shared != null) {
                return shared;
            }
            TaskCell cell = outgoing.add(draft.withKey(key), owner, moreFollows);
            byKey.put(key, new Keyed(cell, print));
            return cell;
        } finally {
            lock.unlock();
        }
    }

    /// Adds a task that nobody holds under its key, unless an equal one is held: that one may take its place.
    ///
    /// @return the held one, with one handle more; null where the task was added
    /// @throws QuernException USER where the key belongs to a different task
    @Nullable
    TaskCell addUnheld(TaskDraft draft, String key) {
        lock.lock();
        try {
            TaskCell shared = share(key, print(draft));
            if (shared == null) {
                TaskCell _ = outgoing.add(draft, owner, false);
            }
            return shared;
        } finally {
            lock.unlock();
        }
    }

    private static TaskPrint print(TaskDraft draft) {
        List<TaskKey> inputs = draft.inputs().stream().map(TaskCell::task).toList();
        return TaskPrint.of(draft.function(), draft.argument(), inputs, draft.codeSet());
    }

    /// @return the task of that key with one handle more; null where there is none that may be shared
    @GuardedBy("lock")
    private @Nullable TaskCell share(String key, TaskPrint print) {
        Keyed known = byKey.get(key);
        if (known == null || known.cell().isReleased()) {
            return null;
        }
        if (!known.cell().isWorthSharing()) {
            giveUp(known.cell());
            return null;
        }
        if (!known.print().equals(print)) {
            throw QuernException.user(taken(key, known.cell().function()));
        }
        return known.cell().addHandle() ? known.cell() : null;
    }

    /// The scheduler must have forgotten the key before another task comes under it.
    private void giveUp(TaskCell cell) {
        if (!cell.isGivenUp()) {
            cell.giveUp();
            TaskKey task = cell.task();
            TaskRange range = new TaskRange(task.stage(), task.partition(), task.partition() + 1);
            outgoing.add(new ClientMessage.ReleaseTasks(task.job(), List.of(range)));
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

    private static String taken(String key, @Nullable FunctionSpec function) {
        String other = function == null
                ? ""
                : " (" + function.name() + (function.definedAt().isEmpty() ? "" : ", built at " + function.definedAt())
                        + ")";
        return "the key " + key + " belongs to another task of this client" + other
                + "; choose another key, or close the futures of that task first";
    }
}
