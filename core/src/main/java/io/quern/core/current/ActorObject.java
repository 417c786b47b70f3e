package io.quern.core.current;

import io.quern.core.value.ProgramBound;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The object of an actor, in the store of the worker that made it: the result of the task that makes an actor, and the
/// first input of those that call it.
///
/// The scheduler gives out one call at a time. A call that was cancelled goes on until it notices, though, and the
/// next one comes without it; so each call has the object to itself here, by a lock. Whoever waits for that has no
/// slot meanwhile.
@ProgramBound(remedy = "an actor stays on the worker that made it; call it there, by its handle")
public final class ActorObject {
    private final Object object;
    private final ReentrantLock turn = new ReentrantLock();

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
    public @Nullable Object call(Call call) throws Exception {
        takeTurn();
        try {
            return call.on(object);
        } finally {
            turn.unlock();
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
