package io.quern.client.cell;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.transport.HeldResult;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One task whose result this client holds: how it ended, its result once somebody reads it, who waits.
///
/// There may be a million, so it is its own lock and has lists only where somebody listens. Listeners are called
/// without the lock, by the thread that brings the news: they must not block.
///
/// A *reader* is somebody who wants the result itself: the first one lets it be fetched, and while there is one
/// it is kept whatever its size. A *handle* is a future of the program; without one the task is released.
public final class TaskCell {
    private static final long KEPT_BYTES_MAX = 64 * 1024;

    private final TaskKey task;
    private final @Nullable FunctionSpec function;
    private final @Nullable String givenKey;
    private final CellOwner owner;

    @GuardedBy("this")
    private @Nullable TaskOutcome outcome;

    /// Why the client itself says that there will be no result.
    @GuardedBy("this")
    private @Nullable RuntimeException broken;

    /// A [HeldResult]; a [WeakResult] where it is large and nobody reads.
    @GuardedBy("this")
    private @Nullable Object result;

    @GuardedBy("this")
    private @Nullable List<Runnable> endListeners;

    @GuardedBy("this")
    private @Nullable List<Runnable> resultListeners;

    @GuardedBy("this")
    private int readers;

    @GuardedBy("this")
    private int handles = 1;

    @GuardedBy("this")
    private boolean isBeingRead;

    @GuardedBy("this")
    private boolean isGivenUp;

    /// @param function null for tasks that somebody else submitted
    /// @param givenKey null where the key is made from function and place
    public TaskCell(TaskKey task, @Nullable FunctionSpec function, @Nullable String givenKey, CellOwner owner) {
        this.task = task;
        this.function = function;
        this.givenKey = givenKey;
        this.owner = owner;
    }

    public TaskKey task() {
        return task;
    }

    @Nullable
    public FunctionSpec function() {
        return function;
    }

    @Nullable
    public String givenKey() {
        return givenKey;
    }

    public String key() {
        if (givenKey != null) {
            return givenKey;
        }
        return function == null ? task.toString() : TaskBatch.madeKey(function.name(), task.stage(), task.partition());
    }

    /// How the task ended; null where it has not.
    public synchronized @Nullable TaskOutcome outcome() {
        return outcome;
    }

    public synchronized @Nullable RuntimeException broken() {
        return broken;
    }

    public synchronized boolean isReleased() {
        return handles == 0;
    }

    public synchronized boolean isEnded() {
        return outcome != null || broken != null || handles == 0;
    }

    /// Whether a reader need not wait any more.
    public synchronized boolean isReadable() {
        return isReadableNow();
    }

    @GuardedBy("this")
    private boolean isReadableNow() {
        boolean hasFailed = outcome != null && !(outcome instanceof TaskOutcome.Succeeded);
        return hasFailed || broken != null || handles == 0 || held() != null;
    }

    @GuardedBy("this")
    private @Nullable HeldResult held() {
        return result instanceof WeakResult weak ? weak.held() : (HeldResult) result;
    }

    /// A result that is here as long as the program holds its value.
    private static final class WeakResult extends WeakReference<Object> {
        private final long sizeBytes;

        WeakResult(Object value, long sizeBytes) {
            super(value);
            this.sizeBytes = sizeBytes;
        }

        @Nullable
        HeldResult held() {
            Object value = get();
            return value == null ? null : new HeldResult(value, sizeBytes);
        }
    }

    /// The result, null where it is not here.
    public synchronized @Nullable HeldResult result() {
        return held();
    }

    /// Whether an equal submission is answered by this task: not by one that was cancelled or that the client
    /// itself gave up, since those would run when they are submitted anew.
    public synchronized boolean isWorthSharing() {
        return broken == null && !(outcome instanceof TaskOutcome.Cancelled);
    }

    /// The scheduler does not hold it for this client (any more): its release need not be told.
    public synchronized void giveUp() {
        isGivenUp = true;
    }

    public synchronized boolean isGivenUp() {
        return isGivenUp;
    }

    /// @return false where the last handle is gone
    public synchronized boolean addHandle() {
        if (handles == 0) {
            return false;
        }
        handles++;
        return true;
    }

    public void dropHandle() {
        List<Runnable> due;
        synchronized (this) {
            handles--;
            if (handles > 0) {
                return;
            }
            result = null;
            due = takeAll();
            notifyAll();
        }
        owner.released(this);
        due.forEach(Runnable::run);
    }

    public void beginRead() {
        TaskOutcome.Succeeded due;
        synchronized (this) {
            readers++;
            // From weakly to strongly held.
            result = held();
            due = readDue();
        }
        if (due != null) {
            owner.read(this, due);
        }
    }

    public synchronized void endRead() {
        readers--;
        if (readers == 0 && result instanceof HeldResult held) {
            result = kept(held);
        }
    }

    private static Object kept(HeldResult held) {
        Object value = held.value();
        return value == null || held.sizeBytes() <= KEPT_BYTES_MAX ? held : new WeakResult(value, held.sizeBytes());
    }

    /// Waits until the cell is readable, or the time is up. Between [#beginRead] and [#endRead].
    ///
    /// @param nanosMax at most so long; `Long.MAX_VALUE`: without end
    /// @return whether it is readable
    public synchronized boolean awaitReadable(long nanosMax, LongSupplier nanoTime) throws InterruptedException {
        long start = nanoTime.getAsLong();
        while (!isReadableNow()) {
            long left = nanosMax == Long.MAX_VALUE ? Long.MAX_VALUE : nanosMax - (nanoTime.getAsLong() - start);
            if (left <= 0) {
                return false;
            }
            // Rounded up: a wait of zero has no end.
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    /// Runs an action once the task has ended, at once where it has.
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!isEnded()) {
                endListeners = added(endListeners, action);
                return;
            }
        }
        action.run();
    }

    /// Runs an action once the cell is readable, at once where it is. Between [#beginRead] and [#endRead].
    public void onReadable(Runnable action) {
        synchronized (this) {
            if (!isReadableNow()) {
                resultListeners = added(resultListeners, action);
                return;
            }
        }
        action.run();
    }

    /// Takes an action back, where it has not run.
    public synchronized void forget(Runnable action) {
        if (endListeners != null) {
            endListeners.remove(action);
        }
        if (resultListeners != null) {
            resultListeners.remove(action);
        }
    }

    /// The scheduler says how the task ended. What the client has decided itself stands.
    public void ended(TaskOutcome told) {
        TaskOutcome.Succeeded due;
        List<Runnable> listeners;
        synchronized (this) {
            if (broken != null || handles == 0 || outcome instanceof TaskOutcome.Cancelled) {
                return;
            }
            outcome = told;
            due = readDue();
            listeners = takeDue();
            notifyAll();
        }
        if (due != null) {
            owner.read(this, due);
        }
        listeners.forEach(Runnable::run);
    }

    /// There will be no result, unless it is here already.
    public void breakWith(RuntimeException reason) {
        List<Runnable> listeners;
        synchronized (this) {
            if (broken != null || isReadableNow()) {
                return;
            }
            broken = reason;
            isBeingRead = false;
            listeners = takeDue();
            notifyAll();
        }
        listeners.forEach(Runnable::run);
    }

    /// The program cancels the task.
    ///
    /// @return false where it has ended
    public boolean cancel(String reason) {
        List<Runnable> listeners;
        synchronized (this) {
            if (isEnded()) {
                return false;
            }
            outcome = new TaskOutcome.Cancelled(task, reason);
            listeners = takeDue();
            notifyAll();
        }
        listeners.forEach(Runnable::run);
        return true;
    }

    /// The task that failed, itself or one that it depends on; null where none has.
    public synchronized @Nullable TaskKey failedTask() {
        return outcome instanceof TaskOutcome.Failed failed
                ? failed.failure().run().task()
                : null;
    }

    /// A failed task is tried again.
    ///
    /// @return false where it has not failed
    public synchronized boolean retry() {
        if (broken != null || !(outcome instanceof TaskOutcome.Failed)) {
            return false;
        }
        outcome = null;
        return true;
    }

    public void fetched(HeldResult held) {
        List<Runnable> listeners;
        synchronized (this) {
            isBeingRead = false;
            if (handles == 0) {
                return;
            }
            result = readers > 0 ? held : kept(held);
            listeners = takeDue();
            notifyAll();
        }
        listeners.forEach(Runnable::run);
    }

    /// No holder of a location gave the result.
    ///
    /// @return whether it must be reported; false where the scheduler has told another location meanwhile
    public boolean fetchFailed(ResultLocation tried) {
        TaskOutcome.Succeeded due;
        synchronized (this) {
            isBeingRead = false;
            if (handles == 0) {
                return false;
            }
            if (outcome instanceof TaskOutcome.Succeeded told && told.location().equals(tried)) {
                outcome = null;
                return true;
            }
            due = readDue();
        }
        if (due != null) {
            owner.read(this, due);
        }
        return false;
    }

    @GuardedBy("this")
    private TaskOutcome.@Nullable Succeeded readDue() {
        if (readers == 0 || isBeingRead || broken != null || held() != null) {
            return null;
        }
        if (outcome instanceof TaskOutcome.Succeeded succeeded) {
            isBeingRead = true;
            return succeeded;
        }
        return null;
    }

    /// What listens to that which has happened.
    @GuardedBy("this")
    private List<Runnable> takeDue() {
        if (isReadableNow()) {
            return takeAll();
        }
        List<Runnable> due = Objects.requireNonNullElse(endListeners, List.of());
        endListeners = null;
        return due;
    }

    @GuardedBy("this")
    private List<Runnable> takeAll() {
        List<Runnable> ends = Objects.requireNonNullElse(endListeners, List.of());
        List<Runnable> results = Objects.requireNonNullElse(resultListeners, List.of());
        endListeners = null;
        resultListeners = null;
        if (results.isEmpty()) {
            return ends;
        }
        List<Runnable> all = new ArrayList<>(ends);
        all.addAll(results);
        return all;
    }

    private static List<Runnable> added(@Nullable List<Runnable> to, Runnable action) {
        List<Runnable> list = to == null ? new ArrayList<>(1) : to;
        list.add(action);
        return list;
    }
}
