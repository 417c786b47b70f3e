package io.quern.core.current;

import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.value.ProgramBound;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The object of an actor, in the store of the worker that made it: the result of the task that makes an actor, and
/// the first input of those that call it.
///
/// The scheduler gives out one call at a time. A call that was cancelled goes on until it notices, though, and the
/// next one comes without it; so each call has the object to itself here, by a lock. Whoever waits for that has no
/// slot meanwhile.
///
/// It knows which calls have begun, and lets none begin again after the scheduler was started again: that one
/// cannot know how far the one before had come. Calls of one caller come in the order of their keys, so the last
/// one of each caller says it all.
@ProgramBound(remedy = "an actor stays on the worker that made it; call it there, by its handle")
public final class ActorObject {
    /// Callers that are remembered, the ones that called last. Who has not called for so long has no call whose
    /// fate is open.
    private static final int CALLERS_MAX = 10_000;

    private final Object object;
    private final ReentrantLock turn = new ReentrantLock();

    /// Owned by whoever has the turn.
    private final Map<JobId, Begun> callers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Begun> eldest) {
            return size() > CALLERS_MAX;
        }
    };

    /// What a caller has begun.
    ///
    /// @param life of the scheduler, the last one that gave out a call of this caller
    /// @param last the call with the largest key so far
    /// @param lastBefore the one of the lives before, null where there was none
    private record Begun(int life, TaskKey last, @Nullable TaskKey lastBefore) {
        Begun and(RunId run) {
            TaskKey before = run.life() > life ? last : lastBefore;
            return new Begun(run.life(), last.compareTo(run.task()) < 0 ? run.task() : last, before);
        }
    }

    public ActorObject(Object object) {
        this.object = object;
    }

    /// A call of the object.
    @FunctionalInterface
    public interface Call {
        /// @throws Exception any: the call fails with it
        @Nullable
        Object on(Object object) throws Exception;
    }

    /// Calls the object, with nobody else doing so.
    ///
    /// @throws Exception what the call throws; also where it is cancelled while it waits for its turn
    public @Nullable Object call(RunId run, Call call) throws Exception {
        takeTurn();
        try {
            begin(run);
            return call.on(object);
        } finally {
            turn.unlock();
        }
    }

    /// Notes that a call begins. Whoever calls it has the object to itself.
    ///
    /// @throws QuernException USER where it may have begun before the scheduler was started again
    public void begin(RunId run) {
        JobId caller = run.task().job();
        Begun known = callers.get(caller);
        Begun begun = known == null ? new Begun(run.life(), run.task(), null) : known.and(run);
        callers.put(caller, begun);
        if (begun.lastBefore() != null && run.task().compareTo(begun.lastBefore()) <= 0) {
            throw QuernException.user("call " + run.task() + " may have run before the scheduler was started again, and"
                    + " no call runs twice; call the actor again where that does no harm");
        }
    }

    private void takeTurn() throws Exception {
        if (turn.tryLock()) {
            return;
        }
        Optional<CurrentTask> task = CurrentTask.get();
        if (task.isEmpty()) {
            turn.lockInterruptibly();
            return;
        }
        boolean isTaken = false;
        try {
            isTaken = task.get().blocked(() -> {
                turn.lockInterruptibly();
                return true;
            });
        } finally {
            // A wait that ends with a cancellation may have come to its lock before.
            if (!isTaken && turn.isHeldByCurrentThread()) {
                turn.unlock();
            }
        }
    }

    /// The actor is needed no more: closes the object once no call has it, where it can be closed. Waits.
    ///
    /// @throws Exception what the object throws
    public void close() throws Exception {
        if (object instanceof AutoCloseable closeable) {
            turn.lockInterruptibly();
            try {
                closeable.close();
            } finally {
                turn.unlock();
            }
        }
    }

    /// Names the class of the object.
    @Override
    public String toString() {
        return "actor of " + object.getClass().getName();
    }
}
